package io.seatflow.account.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client is to its partner: a type for each state, which has the methods of what can become
 * of it and no others.
 */
public sealed interface ClientState {

    ClientStatus status();

    /** What it may become from here. */
    List<ClientStatus> allowed();

    /** The trial that it is in or was in; null where it never was in one. */
    @Nullable TrialPeriod trial();

    /** Whether its seats are on a plan that somebody pays for; else they are complimentary. */
    boolean isBilled();

    /** What can become Active. */
    sealed interface Activatable extends ClientState {
        default Active activate() {
            return new Active(trial());
        }
    }

    /** What can be disabled. */
    sealed interface Disableable extends ClientState {

        /**
         * What it is then.
         *
         * @param releaseSeats whether it gives its seats back
         * @param reason the slug of the problem that it was disabled for; null: somebody wanted it
         */
        default Disabled disable(boolean releaseSeats, @Nullable String reason) {
            return new Disabled(trial(), isBilled(), releaseSeats, reason);
        }
    }

    /** It is being prepared; only the partner's administrators may sign in. */
    record Setup() implements Activatable, Disableable {

        public Trial startTrial(Instant now) {
            return new Trial(TrialPeriod.from(now));
        }

        @Override
        public ClientStatus status() {
            return ClientStatus.SETUP;
        }

        @Override
        public List<ClientStatus> allowed() {
            return List.of(ClientStatus.TRIAL, ClientStatus.ACTIVE, ClientStatus.DISABLED);
        }

        @Override
        public @Nullable TrialPeriod trial() {
            return null;
        }

        @Override
        public boolean isBilled() {
            return false;
        }
    }

    /** It tries the product, free of charge. */
    record Trial(TrialPeriod trial) implements Activatable, Disableable {

        public Trial extend() {
            return new Trial(trial.longer());
        }

        @Override
        public ClientStatus status() {
            return ClientStatus.TRIAL;
        }

        @Override
        public List<ClientStatus> allowed() {
            return List.of(ClientStatus.ACTIVE, ClientStatus.DISABLED);
        }

        @Override
        public boolean isBilled() {
            return false;
        }
    }

    /** It works, and its seats are paid for. */
    record Active(@Nullable TrialPeriod trial) implements Disableable {

        @Override
        public ClientStatus status() {
            return ClientStatus.ACTIVE;
        }

        @Override
        public List<ClientStatus> allowed() {
            return List.of(ClientStatus.DISABLED);
        }

        @Override
        public boolean isBilled() {
            return true;
        }
    }

    /**
     * No user of it may sign in.
     *
     * @param isBilled whether it was Active before
     * @param released whether it gave its seats back
     * @param reason the slug of the problem that it was disabled for; null: somebody wanted it
     */
    record Disabled(
            @Nullable TrialPeriod trial,
            boolean isBilled,
            boolean released,
            @Nullable String reason)
            implements Activatable {

        /** The same after its seats have gone back. */
        Disabled withoutSeats() {
            return new Disabled(trial, isBilled, true, reason);
        }

        @Override
        public ClientStatus status() {
            return ClientStatus.DISABLED;
        }

        @Override
        public List<ClientStatus> allowed() {
            return List.of(ClientStatus.ACTIVE);
        }
    }
}
