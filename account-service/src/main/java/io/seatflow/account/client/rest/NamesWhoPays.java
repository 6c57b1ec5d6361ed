package io.seatflow.account.client.rest;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Whoever is to pay for a new client can: whom the vendor bills has an administrator, and nobody
 * else spends that client's money.
 */
@Target(TYPE)
@Retention(RUNTIME)
@Constraint(validatedBy = NamesWhoPaysValidator.class)
@interface NamesWhoPays {

    String message() default "names nobody who pays";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
