package io.seatflow.billing.plan;

/** What the rules made of a command. */
public sealed interface Decision {

    /** It is so at once. */
    record Accepted(PlanEvent event) implements Decision {}

    /** It will be so once the charge is paid; until then nothing moves. */
    record PaymentFirst(PlanCharge charge) implements Decision {}

    /** It costs noticeably more now than was agreed to: it must be quoted again. */
    record PriceGrew(PlanCharge charge) implements Decision {}

    /** Nothing more is sold while invoices are past due. */
    record PastDue() implements Decision {}
}
