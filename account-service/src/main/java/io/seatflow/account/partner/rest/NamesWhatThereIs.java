package io.seatflow.account.partner.rest;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** The registration names a program, add-ons, a currency and a time zone that there are. */
@Target(TYPE)
@Retention(RUNTIME)
@Constraint(validatedBy = NamesWhatThereIsValidator.class)
@interface NamesWhatThereIs {

    String message() default "names what there is not";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
