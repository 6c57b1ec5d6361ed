package io.seatflow.account.role.rest;

import io.seatflow.account.input.Text;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/** A new role, as it is asked for. */
record RoleRequest(
        @NotNull
                @Text(max = 50)
                @Pattern(
                        regexp = "(?i)(?!\\s*(admin|member)\\s*$).*",
                        message = "must not be ADMIN or MEMBER: those are built in")
                String name,
        @NotNull @Size(max = 20) List<@NotNull String> permissions) {}
