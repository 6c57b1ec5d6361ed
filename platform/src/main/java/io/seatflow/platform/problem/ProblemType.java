package io.seatflow.platform.problem;

/**
 * Every problem that the API answers with: its slug, its status, and what whoever meets it can do
 * about it. The gateway shows each as a page at {@code /problems/<slug>}.
 */
public enum ProblemType {
    INVALID_REQUEST(
            400,
            "The request is not valid",
            "Correct every field named in errors and send it again."),
    IDEMPOTENCY_KEY_REQUIRED(
            400,
            "An Idempotency-Key is required",
            "Send an Idempotency-Key header of 1 to 255 characters, new for each new request and the same for each repeat of it."),
    UNAUTHORIZED(
            401,
            "Who are you?",
            "Send a valid bearer token in the Authorization header; get a new one if yours has expired."),
    PAYMENT_DECLINED(
            402,
            "The card was declined",
            "Nothing was changed or charged. Add another payment method, or ask the card's issuer."),
    PAYMENT_METHOD_REQUIRED(
            402, "There is no card on file", "Add a payment method, then ask again."),
    PARTNER_PAST_DUE(
            402, "Invoices are past due", "Pay the open invoices; buying works again at once."),
    PAYMENT_UNAVAILABLE(
            402, "The payment could not be made in time", "Nothing was charged. Try again later."),
    FORBIDDEN(
            403,
            "You may not do this",
            "Ask an administrator of the account for the permission named in detail."),
    NOT_FOUND(
            404,
            "There is no such thing here",
            "Check the ids in the address, and that your token is for this account."),
    METHOD_NOT_ALLOWED(
            405, "This address does not take that method", "See /docs for what it takes."),
    NOT_ACCEPTABLE(406, "None of the accepted formats is to be had", "Ask for application/json."),
    REQUEST_IN_PROGRESS(
            409,
            "The first request with this key is still running",
            "Repeat it with the same key in a few seconds."),
    INSUFFICIENT_SEATS(
            409,
            "There are not enough seats",
            "Ask for fewer, or let the shortfall be bought: onShortfall ASK or PURCHASE."),
    SEATS_IN_USE(409, "Those seats are in use", "Free seats first, or ask for no more than most."),
    SUPPLY_LIMIT_REACHED(
            409,
            "The partner's seat limit is reached",
            "Raise supplyLimit, or ask for fewer seats."),
    CLIENT_LIMIT_REACHED(
            409,
            "The client's seat limit is reached",
            "Raise the client's seatLimit, or ask for fewer seats."),
    COMPLIMENTARY_LIMIT(
            409,
            "The client's limit of complimentary seats is reached",
            "Ask for fewer seats, or activate the client."),
    CLIENT_DISABLED(409, "The client is disabled", "Activate it first."),
    CLIENT_VENDOR_BILLED(
            409,
            "The vendor bills this client",
            "Its own administrators buy and give up its seats."),
    CLIENT_PARTNER_BILLED(
            409,
            "The partner is billed for this client",
            "Its seats come from the partner's: allocate and return them."),
    CHANGE_NOT_OPEN(
            409,
            "The change can no longer be confirmed or cancelled",
            "Look at its status; make a new change if it is still wanted."),
    QUOTE_SUPERSEDED(
            409, "The price has changed", "Look at the new quote and confirm with its id."),
    INVALID_TRANSITION(
            409,
            "The client cannot become that from its present status",
            "See allowed for what is possible."),
    TRIAL_ALREADY_EXTENDED(
            409,
            "The trial has been extended already",
            "Activate the client, or let its trial end: it is extended once."),
    TRIAL_OVER(409, "The trial is over", "Activate the client: its one trial has been."),
    BILLING_CONTACT_REQUIRED(
            409,
            "Nobody of the client could look after its bills",
            "Add a user to the client who is ADMIN or holds company-settings:manage, then ask again."),
    EMAIL_TAKEN(409, "That address is in use already", "Use another address."),
    ROLE_TAKEN(409, "The account has a role of that name", "Use another name."),
    LAST_ADMINISTRATOR(
            409,
            "The last administrator cannot be removed",
            "Add another administrator of the partner first."),
    GATEWAY_DISAGREES(
            409,
            "The payment gateway says otherwise",
            "Look at found, what the gateway has under the payment's id, and decide as it says."),
    DEAD_LETTER_FAILED(
            409,
            "The event failed again",
            "Mend what detail names and replay it with a new key, or skip it."),
    DEAD_LETTER_NOT_FIRST(
            409,
            "Other dead letters are before that one",
            "Replay or skip the one named in first."),
    STALE_VERSION(412, "It has changed since you read it", "Read it again and decide anew."),
    PAYLOAD_TOO_LARGE(413, "The request is too large", "Send less at once."),
    UNSUPPORTED_MEDIA_TYPE(415, "The body's format is not taken", "Send application/json."),
    IDEMPOTENCY_KEY_REUSED(
            422,
            "This Idempotency-Key belongs to another request",
            "Use a new key for a new request."),
    TOO_MANY_REQUESTS(429, "Too many requests", "Wait as long as Retry-After says."),
    INTERNAL_ERROR(
            500,
            "Something went wrong here",
            "Repeat it with the same Idempotency-Key; tell support the traceId if it stays."),
    UNAVAILABLE(
            503,
            "Not available right now",
            "Repeat it with the same Idempotency-Key after Retry-After seconds.");

    private final int status;
    private final String title;
    private final String remedy;

    ProblemType(int status, String title, String remedy) {
        this.status = status;
        this.title = title;
        this.remedy = remedy;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** What whoever meets the problem can do about it. */
    public String remedy() {
        return remedy;
    }

    /** The last part of the problem's {@code type}, as {@code insufficient-seats}. */
    public String slug() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** The type with this slug, as events carry it. */
    public static ProblemType ofSlug(String slug) {
        return valueOf(slug.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    }
}
