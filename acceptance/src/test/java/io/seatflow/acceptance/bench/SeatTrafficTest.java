package io.seatflow.acceptance.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SeatTrafficTest {

    private final BenchPartner partner =
            new BenchPartner(
                    UUID.randomUUID(),
                    Stream.generate(UUID::randomUUID).limit(50).toList(),
                    List.of(new BenchCaller("some.bearer.token", null)));

    private final HttpLoad.Script script = new SeatTraffic(8082, List.of(partner)).script(0);

    @Test
    void eachSeatThatIsAllocatedIsReturnedByTheNextRequest() {
        for (int i = 0; i < 20; i++) {
            String allocate = next();
            String giveBack = next();

            assertThat(allocate).contains("\"action\":\"ALLOCATE\"").contains("\"seats\":1}");
            assertThat(giveBack).contains("\"action\":\"RETURN\"");
            assertThat(account(giveBack)).isEqualTo(account(allocate));
            assertThat(partner.clients()).contains(UUID.fromString(account(allocate)));
        }
    }

    @Test
    void aRequestIsWholeAndSaysWhoAsks() {
        String request = next();
        String body = request.substring(request.indexOf("\r\n\r\n") + 4);

        assertThat(request)
                .startsWith("POST /v1/partners/" + partner.id() + "/seat-changes HTTP/1.1\r\n")
                .contains("\r\nAuthorization: Bearer some.bearer.token\r\n")
                .contains("\r\nContent-Length: " + body.length() + "\r\n");
    }

    @Test
    void everyCallerMovesSeatsThatAreTheirsToMove() {
        var own = partner.clients().getLast();
        var people =
                new BenchPartner(
                        partner.id(),
                        partner.clients(),
                        List.of(
                                new BenchCaller("of-the-partner", null),
                                new BenchCaller("of-a-client", own)));
        var script = new SeatTraffic(8082, List.of(people)).script(0);
        var accounts = new HashMap<String, Set<String>>();
        for (int i = 0; i < 1000; i++) {
            String request = next(script);
            accounts.computeIfAbsent(
                            request.replaceAll("(?s).*Bearer ([a-z-]+)\r.*", "$1"),
                            _ -> new HashSet<>())
                    .add(account(request));
        }

        assertThat(accounts.get("of-a-client")).containsExactly(own.toString());
        assertThat(accounts.get("of-the-partner")).hasSizeGreaterThan(10);
    }

    @Test
    void noKeyIsUsedTwice() {
        var keys = new HashSet<String>();
        for (int i = 0; i < 1000; i++) {
            assertThat(keys.add(UUID.fromString(after(next(), "Idempotency-Key: ")).toString()))
                    .isTrue();
        }
    }

    private String next() {
        return next(script);
    }

    private static String next(HttpLoad.Script script) {
        ByteBuffer out = ByteBuffer.allocate(4096);
        script.write(out);
        return new String(out.array(), 0, out.position(), StandardCharsets.US_ASCII);
    }

    private static String account(String request) {
        return after(request, "\"clientId\":\"");
    }

    /** The id that follows. */
    private static String after(String request, String words) {
        int begin = request.indexOf(words) + words.length();
        return request.substring(begin, begin + 36);
    }
}
