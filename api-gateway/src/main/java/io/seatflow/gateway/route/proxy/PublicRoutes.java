package io.seatflow.gateway.route.proxy;

import io.seatflow.gateway.access.Access;
import io.seatflow.gateway.route.Destination;
import io.seatflow.gateway.route.RoutingTable;
import io.seatflow.gateway.route.Service;
import io.seatflow.gateway.tenancy.Callers;
import io.seatflow.platform.clock.Sandbox;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.Caller;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * What is passed on to a service: who calls is found out first, then whether what they call exists
 * for them.
 */
@Singleton
class PublicRoutes {

    private final Callers callers;
    private final Access access;
    private final Forwarding forwarding;
    private final Refusals refusals;
    private final Sandbox sandbox;

    PublicRoutes(
            Callers callers,
            Access access,
            Forwarding forwarding,
            Refusals refusals,
            Sandbox sandbox) {
        this.callers = callers;
        this.access = access;
        this.forwarding = forwarding;
        this.refusals = refusals;
        this.sandbox = sandbox;
    }

    void open(@Observes Router router, Vertx vertx) {
        router.route("/v1*").order(Entrance.FIRST + 1).handler(this::passIfKnown);
        // Whoever sends there proves by a signature of its own, not by a token, who it is.
        router.route("/webhooks/braintree")
                .handler(routing -> forwarding.forward(routing.request(), Service.BILLING));
        router.route("/sandbox/*").handler(this::onlyInSandbox);
        router.route("/sandbox/payments*").handler(routing -> pass(routing, vertx));
        router.route("/v1*").handler(routing -> pass(routing, vertx));
    }

    private void onlyInSandbox(RoutingContext routing) {
        if (sandbox.isOn()) {
            routing.next();
        } else {
            refusals.answer(routing.request(), nothingThere());
        }
    }

    /** Before all that finds out who calls where nobody knows. */
    private void passIfKnown(RoutingContext routing) {
        Caller known = callers.known(routing);
        if (known == null) {
            routing.next();
        } else {
            admit(routing, known);
        }
    }

    private void pass(RoutingContext routing, Vertx vertx) {
        // Whoever checks the token may answer on another thread; the request stays on its own.
        Context here = vertx.getOrCreateContext();
        callers.callerOf(routing)
                .subscribe()
                .with(
                        caller -> here.runOnContext(_ -> admit(routing, caller)),
                        failure -> here.runOnContext(_ -> refuse(routing, failure)));
    }

    private void admit(RoutingContext routing, Caller caller) {
        try {
            forwarding.forward(
                    routing.request(), serviceFor(caller, "" + routing.request().path()));
        } catch (RuntimeException e) {
            refuse(routing, e);
        }
    }

    private Service serviceFor(Caller caller, String path) {
        Destination destination = RoutingTable.find(path).orElseThrow(PublicRoutes::nothingThere);
        if (destination.partnerId() != null && !caller.seesPartner(destination.partnerId())) {
            throw Problem.notFound("partner");
        }
        if (destination.clientId() != null && !caller.seesClient(destination.clientId())) {
            throw Problem.notFound("client");
        }
        access.require(caller, destination.clientId(), destination.asksForAccess());
        if (destination.service() == Service.BRAINTREE) {
            caller.requireOperator();
        }
        return destination.service();
    }

    private void refuse(RoutingContext routing, Throwable failure) {
        refusals.answer(routing.request(), failure);
    }

    private static Problem nothingThere() {
        return new Problem(ProblemType.NOT_FOUND, "There is nothing at this address.");
    }
}
