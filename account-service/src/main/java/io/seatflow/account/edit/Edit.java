package io.seatflow.account.edit;

import org.jspecify.annotations.Nullable;

/** What an edit does to one field: leave it, or set it (to null: clear it). */
public sealed interface Edit<T> {

    /** The value that the field has after the edit. */
    @Nullable T of(@Nullable T present);

    /** The field was not named. */
    record Keep<T>() implements Edit<T> {

        @Override
        public @Nullable T of(@Nullable T present) {
            return present;
        }
    }

    /** The field was named with this value. */
    record To<T>(@Nullable T value) implements Edit<T> {

        @Override
        public @Nullable T of(@Nullable T present) {
            return value;
        }
    }
}
