package io.seatflow.local.braintree.merchant;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of transactions. Amounts are as they were written, since a bad one is answered
 * with a reason.
 */
public sealed interface TransactionCommand {

    /**
     * A charge.
     *
     * @param type what the request called it
     * @param tender what a nonce or number stood for, or null where none was given
     * @param storeInVault whether the card goes to the vault: always, once it is charged, or not
     */
    record Sell(
            @Nullable String type,
            @Nullable String amount,
            @Nullable String currency,
            @Nullable String merchantAccountId,
            @Nullable String orderId,
            @Nullable String purchaseOrderNumber,
            Map<String, String> customFields,
            @Nullable String token,
            @Nullable Tender tender,
            Fault.@Nullable Code tenderProblem,
            @Nullable String cardholderName,
            @Nullable String customerId,
            @Nullable String newCustomerId,
            Contact contact,
            boolean submitForSettlement,
            Storing storeInVault)
            implements TransactionCommand {}

    /** When the card of a charge goes to the vault. */
    enum Storing {
        NEVER,
        ON_SUCCESS,
        ALWAYS
    }

    /** Money back, all that is left of it unless an amount is named. */
    record Refund(String id, @Nullable String amount, @Nullable String orderId)
            implements TransactionCommand {}

    /** Calls a transaction off. */
    record CallOff(String id) implements TransactionCommand {}

    /** Takes the money that was authorized, or some of it. */
    record SubmitForSettlement(String id, @Nullable String amount) implements TransactionCommand {}

    /** What the processor would do overnight. */
    record Simulate(String id, TransactionStatus outcome) implements TransactionCommand {}
}
