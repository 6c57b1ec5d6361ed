package io.seatflow.seat.change.rest;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** The action can be asked for, and the client is named where there is one, and only there. */
@Target(TYPE)
@Retention(RUNTIME)
@Constraint(validatedBy = NamesWhoseSeatsValidator.class)
@interface NamesWhoseSeats {

    String message() default "does not say whose seats";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
