package io.seatflow.acceptance.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Seat changes that can go on for ever: each client allocates one seat to a client account of one
 * of the partners, as one of the callers who may, then returns it.
 */
final class SeatTraffic implements HttpLoad.Requests {

    private static final String NO_ID = "00000000-0000-0000-0000-000000000000";
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final List<Partner> partners;
    private final SplittableRandom seeds = new SplittableRandom();

    SeatTraffic(int port, List<BenchPartner> partners) {
        this.partners = partners.stream().map(partner -> new Partner(port, partner)).toList();
    }

    /** A request that is whole but for its key and the client account. */
    private static final class Form {

        private final byte[] bytes;
        private final int keyAt;
        private final int accountAt;

        Form(String text) {
            bytes = text.getBytes(StandardCharsets.US_ASCII);
            keyAt = text.indexOf(NO_ID);
            accountAt = text.lastIndexOf(NO_ID);
        }

        void write(ByteBuffer out, byte[] key, byte[] account) {
            out.put(bytes);
            out.put(keyAt, key);
            out.put(accountAt, account);
        }
    }

    /** What one caller asks, and about which client accounts. */
    private record Caller(Form allocate, Form giveBack, List<byte[]> accounts) {}

    private static final class Partner {

        private final List<Caller> callers;

        Partner(int port, BenchPartner partner) {
            var all = partner.clients().stream().map(Partner::bytes).toList();
            callers =
                    partner.callers().stream()
                            .map(caller ->
                                    new Caller(
                                            form(port, partner.id(), caller, "ALLOCATE"),
                                            form(port, partner.id(), caller, "RETURN"),
                                            caller.client() == null
                                                    ? all
                                                    : List.of(bytes(caller.client()))))
                            .toList();
        }

        private static byte[] bytes(UUID id) {
            return id.toString().getBytes(StandardCharsets.US_ASCII);
        }

        private static Form form(int port, UUID partner, BenchCaller caller, String action) {
            String body =
                    "{\"action\":\"%s\",\"clientId\":\"%s\",\"seats\":1}".formatted(action, NO_ID);
            return new Form(
                    """
                    POST /v1/partners/%s/seat-changes HTTP/1.1\r
                    Host: localhost:%d\r
                    Authorization: Bearer %s\r
                    Idempotency-Key: %s\r
                    Content-Type: application/json\r
                    Accept: application/json\r
                    Content-Length: %d\r
                    \r
                    %s\
                    """
                            .formatted(partner, port, caller.token(), NO_ID, body.length(), body));
        }
    }

    @Override
    public HttpLoad.Script script(int client) {
        return new ToAndFro(seeds.split());
    }

    private final class ToAndFro implements HttpLoad.Script {

        private final SplittableRandom random;
        private final byte[] key = NO_ID.getBytes(StandardCharsets.US_ASCII);
        private Caller caller = partners.getFirst().callers.getFirst();
        private byte[] account = caller.accounts().getFirst();
        private boolean holdsSeat;

        ToAndFro(SplittableRandom random) {
            this.random = random;
        }

        @Override
        public void write(ByteBuffer out) {
            if (!holdsSeat) {
                caller = any(any(partners).callers);
                account = any(caller.accounts());
            }
            newKey();
            (holdsSeat ? caller.giveBack() : caller.allocate()).write(out, key, account);
            holdsSeat = !holdsSeat;
        }

        private <T> T any(List<T> all) {
            return all.get(random.nextInt(all.size()));
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
