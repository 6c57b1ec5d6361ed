package io.seatflow.local.braintree.sandbox;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** The behaviour in force. It is forgotten with the process: a fresh one is kind. */
public final class Behaviours {

    private final AtomicReference<Behaviour> inForce = new AtomicReference<>(Behaviour.KIND);

    public Behaviour inForce() {
        return inForce.get();
    }

    /** The behaviour for one charge, which uses up what was meant for the next one. */
    public Behaviour forOneCharge() {
        return inForce.getAndUpdate(Behaviour::afterNext).forNext();
    }

    Behaviour change(UnaryOperator<Behaviour> change) {
        return inForce.updateAndGet(change);
    }
}
