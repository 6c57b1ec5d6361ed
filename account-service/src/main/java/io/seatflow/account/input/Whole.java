package io.seatflow.account.input;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.TYPE_USE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** A whole number of 0 or more, or null to clear what is there; it may be absent. */
@Target({FIELD, PARAMETER, TYPE_USE})
@Retention(RUNTIME)
@Constraint(validatedBy = Whole.OfJson.class)
public @interface Whole {

    String message() default "must be a whole number of 0 or more, or null";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** What of JSON is such a number. */
    class OfJson implements ConstraintValidator<Whole, JsonNode> {

        @Override
        public boolean isValid(@Nullable JsonNode value, ConstraintValidatorContext context) {
            return value == null
                    || value.isNull()
                    || (value.isIntegralNumber()
                            && value.canConvertToInt()
                            && value.intValue() >= 0);
        }
    }
}
