package io.seatflow.gateway.route;

/** The processes that the gateway passes requests on to. */
public enum Service {
    ACCOUNT("account-service"),
    SEAT("seat-service"),
    BILLING("billing-service"),
    TRIAL("trial-scheduler"),
    /** The local payment gateway's door; in the sandbox alone. */
    BRAINTREE("braintree-stand-in");

    private final String title;

    Service(String title) {
        this.title = title;
    }

    /** Its name as people know it. */
    public String title() {
        return title;
    }
}
