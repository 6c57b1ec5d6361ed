package io.seatflow.platform.idempotency;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The endpoint's effect looks for the request's key in the transaction in which it keeps it, and
 * keeps the answer there as well where it knows it by then. So the filter asks the database nothing
 * before: a request costs one round trip instead of three. Where the key turns out to be known, the
 * endpoint answers with {@link IdempotencyKeys#firstAnswer}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface KeyWithEffect {}
