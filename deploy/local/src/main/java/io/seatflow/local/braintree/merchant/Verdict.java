package io.seatflow.local.braintree.merchant;

/** What became of an authorization. */
public sealed interface Verdict {

    /** The processor said yes. */
    record Approved() implements Verdict {}

    /** The processor said no, with one of its codes from 2000 to 2999. */
    record Declined(int code) implements Verdict {

        public static final int DO_NOT_HONOR = 2000;

        public Declined {
            if (code < 2000 || code > 2999) {
                throw new IllegalArgumentException(code + " is not a code for a decline.");
            }
        }
    }

    /** The processor could not be asked. */
    record Failed() implements Verdict {}

    /** The gateway said no before it asked the processor. */
    record Rejected(Rejection reason) implements Verdict {}

    Verdict APPROVED = new Approved();
}
