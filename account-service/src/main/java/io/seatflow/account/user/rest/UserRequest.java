package io.seatflow.account.user.rest;

import io.seatflow.account.input.EmailAddress;
import io.seatflow.account.input.SandboxOnly;
import io.seatflow.account.input.Text;
import jakarta.validation.constraints.NotNull;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A new user, as it is asked for.
 *
 * @param role {@code ADMIN}, {@code MEMBER}, or the name of a role of the account's own
 * @param password to sign in with at once; in the sandbox alone
 */
record UserRequest(
        @NotNull @EmailAddress String email,
        @NotNull @Text(max = 200) String name,
        @NotNull @Text(max = 50) String role,
        @Nullable @Text(max = 200) @SandboxOnly String password) {

    String address() {
        return email.toLowerCase(Locale.ROOT);
    }

    /** A password belongs in no log line. */
    @Override
    public String toString() {
        return "UserRequest";
    }
}
