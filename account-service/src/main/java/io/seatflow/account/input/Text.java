package io.seatflow.account.input;

import static java.lang.annotation.ElementType.ANNOTATION_TYPE;
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

/**
 * One line of text that is not blank. On a {@link JsonNode}, which tells a field that is null from
 * one that is absent, also null.
 */
@Target({FIELD, PARAMETER, ANNOTATION_TYPE, TYPE_USE})
@Retention(RUNTIME)
@Constraint(validatedBy = {Text.OfString.class, Text.OfJson.class})
public @interface Text {

    /** The most characters that it may have. */
    int max();

    String message() default "must be 1 to {max} characters of text in one line";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Text that may be absent. */
    class OfString implements ConstraintValidator<Text, String> {

        private int max;

        @Override
        public void initialize(Text constraint) {
            max = constraint.max();
        }

        @Override
        public boolean isValid(@Nullable String value, ConstraintValidatorContext context) {
            return value == null || isLine(value, max);
        }

        static boolean isLine(String value, int max) {
            return !value.isBlank()
                    && value.length() <= max
                    && value.chars().noneMatch(Character::isISOControl)
                    && value.codePoints()
                            .noneMatch(point -> Character.getType(point) == Character.SURROGATE);
        }
    }

    /** Text that may be absent, or null to clear what is there. */
    class OfJson implements ConstraintValidator<Text, JsonNode> {

        private int max;

        @Override
        public void initialize(Text constraint) {
            max = constraint.max();
        }

        @Override
        public boolean isValid(@Nullable JsonNode value, ConstraintValidatorContext context) {
            return value == null
                    || value.isNull()
                    || (value.isTextual() && OfString.isLine(value.textValue(), max));
        }
    }
}
