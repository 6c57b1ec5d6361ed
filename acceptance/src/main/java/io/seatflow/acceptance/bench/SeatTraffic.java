package io.seatflow.acceptance.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Seat changes that can go on for ever: each client allocates one seat to a client account of one
 * of the partners, then returns it.
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

    private static final class Partner {

        private final Form allocate;
        private final Form giveBack;
        private final List<byte[]> accounts;

        Partner(int port, BenchPartner partner) {
            allocate = form(port, partner, "ALLOCATE");
            giveBack = form(port, partner, "RETURN");
            accounts =
                    partner.clients().stream()
                            .map(client -> client.toString().getBytes(StandardCharsets.US_ASCII))
                            .toList();
        }

        private static Form form(int port, BenchPartner partner, String action) {
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
                            .formatted(
                                    partner.id(),
                                    port,
                                    partner.token(),
                                    NO_ID,
                                    body.length(),
                                    body));
        }
    }

    @Override
    public HttpLoad.Script script(int client) {
        return new ToAndFro(seeds.split());
    }

    private final class ToAndFro implements HttpLoad.Script {

        private final SplittableRandom random;
        private final byte[] key = NO_ID.getBytes(StandardCharsets.US_ASCII);
        private Partner partner = partners.getFirst();
        private byte[] account = partner.accounts.getFirst();
        private boolean holdsSeat;

        ToAndFro(SplittableRandom random) {
            this.random = random;
        }

        @Override
        public void write(ByteBuffer out) {
            if (!holdsSeat) {
                partner = partners.get(random.nextInt(partners.size()));
                account = partner.accounts.get(random.nextInt(partner.accounts.size()));
            }
            newKey();
            (holdsSeat ? partner.giveBack : partner.allocate).write(out, key, account);
            holdsSeat = !holdsSeat;
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
