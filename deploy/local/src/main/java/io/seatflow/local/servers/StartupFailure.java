package io.seatflow.local.servers;

import org.jspecify.annotations.Nullable;

/** Why something did not come up, in one sentence a person can act on. */
public final class StartupFailure extends RuntimeException {

    public StartupFailure(String sentence) {
        super(sentence);
    }

    public StartupFailure(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
