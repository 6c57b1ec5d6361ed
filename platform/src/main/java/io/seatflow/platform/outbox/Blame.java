package io.seatflow.platform.outbox;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Whose matter it is that Kafka did not take an event, and so who has to wait. */
enum Blame {
    /** The event's own: later ones of its partner and topic wait behind it. */
    EVENT,
    /** The topic's: it is not there, or not ours to write. */
    TOPIC,
    /** The brokers': all wait. */
    BROKERS;

    static Blame of(Throwable failure) {
        // Of a topic that is nowhere to be found, the producer says so in the cause only.
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case RecordTooLargeException _,
                        RecordBatchTooLargeException _,
                        InvalidRecordException _,
                        SerializationException _ -> {
                    return EVENT;
                }
                case InvalidTopicException _,
                        TopicAuthorizationException _,
                        UnknownTopicOrPartitionException _,
                        // No service of the suite writes it.
                        IllegalArgumentException _ -> {
                    return TOPIC;
                }
                default -> {}
            }
        }
        return BROKERS;
    }
}
