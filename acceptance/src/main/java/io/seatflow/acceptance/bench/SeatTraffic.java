package io.seatflow.acceptance.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Seat changes that can go on for ever: each client allocates one seat to a client account of one
 * of the partners, then returns it.
 */
final class SeatTraffic implements HttpLoad.Requests {

    private static final String KEY_PLACE = "00000000-0000-0000-0000-000000000000";
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final List<Pair> pairs;
    private final int keyAt;
    private final SplittableRandom seeds = new SplittableRandom();

    /** Both requests about one client account, whole but for the key. */
    private static final class Pair {

        private final byte[] allocate;
        private final byte[] giveBack;

        Pair(byte[] allocate, byte[] giveBack) {
            this.allocate = allocate;
            this.giveBack = giveBack;
        }
    }

    SeatTraffic(int port, List<BenchPartner> partners) {
        pairs =
                partners.stream()
                        .flatMap(partner ->
                                partner.clients().stream()
                                        .map(client -> pair(port, partner, client)))
                        .toList();
        keyAt = new String(pairs.getFirst().allocate, StandardCharsets.US_ASCII).indexOf(KEY_PLACE);
    }

    private static Pair pair(int port, BenchPartner partner, UUID client) {
        return new Pair(
                request(port, partner, client, "ALLOCATE"),
                request(port, partner, client, "RETURN"));
    }

    /** The key comes before whatever differs in length, so that its place is always the same. */
    private static byte[] request(int port, BenchPartner partner, UUID client, String action) {
        String body =
                "{\"action\":\"%s\",\"clientId\":\"%s\",\"seats\":1}".formatted(action, client);
        return """
        POST /v1/partners/%s/seat-changes HTTP/1.1\r
        Idempotency-Key: %s\r
        Host: localhost:%d\r
        Authorization: Bearer %s\r
        Content-Type: application/json\r
        Accept: application/json\r
        Content-Length: %d\r
        \r
        %s\
        """
                .formatted(partner.id(), KEY_PLACE, port, partner.token(), body.length(), body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public HttpLoad.Script script(int client) {
        return new ToAndFro(seeds.split());
    }

    private final class ToAndFro implements HttpLoad.Script {

        private final SplittableRandom random;
        private final byte[] key = KEY_PLACE.getBytes(StandardCharsets.US_ASCII);
        private Pair pair = pairs.getFirst();
        private boolean holdsSeat;

        ToAndFro(SplittableRandom random) {
            this.random = random;
        }

        @Override
        public void write(ByteBuffer out) {
            if (!holdsSeat) {
                pair = pairs.get(random.nextInt(pairs.size()));
            }
            out.put(holdsSeat ? pair.giveBack : pair.allocate);
            holdsSeat = !holdsSeat;
            newKey();
            out.put(keyAt, key);
        }

        /** A random one, as callers make them: its place in an index is anywhere. */
        private void newKey() {
            long bits = 0;
            for (int i = 0, left = 0; i < key.length; i++) {
                if (key[i] == '-') {
                    continue;
                }
                if (left == 0) {
                    bits = random.nextLong();
                    left = 16;
                }
                key[i] = HEX[(int) (bits & 15)];
                bits >>>= 4;
                left--;
            }
        }
    }
}
