package io.seatflow.billing.purchase;

/** What to do about a confirmation. */
public enum Reception {
    /** It is new: it takes its place in the queue. */
    QUEUE,
    /** It confirms the new price of one that was quoted again: it queues again. */
    QUEUE_AGAIN,
    /** It is being worked on and will be answered. */
    WAIT,
    /** It has been decided: the recorded answer is given again. */
    ANSWER_AGAIN
}
