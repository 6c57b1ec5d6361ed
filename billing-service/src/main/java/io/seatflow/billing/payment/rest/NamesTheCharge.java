package io.seatflow.billing.payment.rest;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** Whoever says that a card was charged names the charge at the gateway, and nobody else does. */
@Target(TYPE)
@Retention(RUNTIME)
@Constraint(validatedBy = NamesTheChargeValidator.class)
@interface NamesTheCharge {

    String message() default "does not fit the outcome";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
