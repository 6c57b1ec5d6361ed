package io.seatflow.account.input;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.TYPE_USE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** The one value that there is so far of those that the field will take; it may be absent. */
@Target({FIELD, PARAMETER, TYPE_USE})
@Retention(RUNTIME)
@Constraint(validatedBy = Only.OfEnum.class)
public @interface Only {

    String value();

    String message() default "must be {value}: the others are not there yet";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Compares the constant's name. */
    class OfEnum implements ConstraintValidator<Only, Enum<?>> {

        private String name = "";

        @Override
        public void initialize(Only constraint) {
            name = constraint.value();
        }

        @Override
        public boolean isValid(@Nullable Enum<?> value, ConstraintValidatorContext context) {
            return value == null || value.name().equals(name);
        }
    }
}
