package io.seatflow.account.input;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import io.seatflow.platform.clock.Sandbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** A field that there is in the sandbox alone. */
@Target({FIELD, PARAMETER})
@Retention(RUNTIME)
@Constraint(validatedBy = SandboxOnly.Validator.class)
public @interface SandboxOnly {

    String message() default "is not a known field";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Refuses it everywhere else. */
    @ApplicationScoped
    class Validator implements ConstraintValidator<SandboxOnly, String> {

        private final Sandbox sandbox;

        Validator(Sandbox sandbox) {
            this.sandbox = sandbox;
        }

        @Override
        public boolean isValid(@Nullable String value, ConstraintValidatorContext context) {
            return value == null || sandbox.isOn();
        }
    }
}
