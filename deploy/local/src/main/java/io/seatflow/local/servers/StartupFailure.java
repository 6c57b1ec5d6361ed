package io.seatflow.local.servers;

/** Why something did not come up, in one sentence a person can act on. */
public final class StartupFailure extends RuntimeException {

    public StartupFailure(String sentence) {
        super(sentence);
    }

    public StartupFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
