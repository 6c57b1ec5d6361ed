/**
 * The door by which a person or a test tells the stand-in how to behave, and looks at what it
 * holds.
 */
@NullMarked
package io.seatflow.local.braintree.sandbox;

import org.jspecify.annotations.NullMarked;
