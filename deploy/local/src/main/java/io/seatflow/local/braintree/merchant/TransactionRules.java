package io.seatflow.local.braintree.merchant;

import io.seatflow.local.braintree.merchant.Decision.Accepted;
import io.seatflow.local.braintree.merchant.Decision.NotFound;
import io.seatflow.local.braintree.merchant.Decision.Refused;
import io.seatflow.local.braintree.merchant.Entry.CustomerKept;
import io.seatflow.local.braintree.merchant.Entry.TransactionKept;
import io.seatflow.local.braintree.merchant.Fault.Code;
import io.seatflow.local.braintree.merchant.TransactionCommand.CallOff;
import io.seatflow.local.braintree.merchant.TransactionCommand.Refund;
import io.seatflow.local.braintree.merchant.TransactionCommand.Sell;
import io.seatflow.local.braintree.merchant.TransactionCommand.Simulate;
import io.seatflow.local.braintree.merchant.TransactionCommand.SubmitForSettlement;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Every rule about charges and refunds. */
public final class TransactionRules {

    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,30}(\\.\\d+)?");
    private static final BigDecimal MOST = new BigDecimal("99999999999.99");
    private static final int ORDER_ID_MAX = 255;
    private static final int PURCHASE_ORDER_NUMBER_MAX = 17;

    private final MerchantAccounts accounts;

    public TransactionRules(String merchant) {
        accounts = new MerchantAccounts(merchant);
    }

    /** Whose card is charged, or why none can be. */
    private sealed interface Funding {

        record By(Payer payer, @Nullable Customer customer) implements Funding {}

        record None(List<Fault> faults) implements Funding {}
    }

    /** An amount, or what is wrong with it. */
    private sealed interface Sum {

        record Of(BigDecimal amount) implements Sum {}

        record Bad(Code code) implements Sum {}
    }

    /** A charge: refused if the request is wrong, otherwise on record, approved or not. */
    public Decision<Transaction> decide(Holdings held, Sell command, Terms terms, Fresh fresh) {
        var faults = new ArrayList<>(wordFaults(command));
        var currency = currencyOf(command, faults);
        var sum = sum(command.amount(), currency);
        if (sum instanceof Sum.Bad(var code)) {
            faults.add(fault("amount", code));
        }
        var funding = funding(held, command);
        if (funding instanceof Funding.None(var reasons)) {
            faults.addAll(reasons);
        }
        if (!faults.isEmpty()
                || !(sum instanceof Sum.Of(var amount))
                || !(funding instanceof Funding.By(var payer, var customer))) {
            return new Refused<>(faults);
        }
        var verdict = verdict(held, command, payer, amount, terms, fresh);
        var vault = vaulting(command, payer, customer, verdict, fresh);
        var entries = new ArrayList<Entry>();
        vault.customer().ifPresent(kept -> entries.add(new CustomerKept(kept)));
        var sale = sale(command, vault.payer(), amount, currency, verdict, fresh);
        entries.add(new TransactionKept(sale));
        return new Accepted<>(sale, entries);
    }

    /** Money back for a settled sale, never more in all than it brought. */
    public Decision<Transaction> decide(Holdings held, Refund command, Fresh fresh) {
        var sale = held.transaction(command.id()).orElse(null);
        if (sale == null) {
            return new NotFound<>();
        }
        if (sale.kind() == Transaction.Kind.CREDIT) {
            return refused("base", Code.CANNOT_REFUND_CREDIT);
        }
        if (sale.status() != TransactionStatus.SETTLED) {
            return refused("base", Code.CANNOT_REFUND_UNLESS_SETTLED);
        }
        if (isTooLong(command.orderId(), ORDER_ID_MAX)) {
            return refused("order_id", Code.ORDER_ID_IS_TOO_LONG);
        }
        var left = sale.amount().subtract(refunded(held, sale));
        if (left.signum() == 0) {
            return refused("base", Code.ALREADY_REFUNDED);
        }
        var sum =
                command.amount() == null
                        ? new Sum.Of(left)
                        : sum(command.amount(), Currency.getInstance(sale.currency()));
        return switch (sum) {
            case Sum.Bad(var code) -> refused("amount", code);
            case Sum.Of(var amount) when amount.compareTo(left) > 0 ->
                    refused("amount", Code.REFUND_AMOUNT_IS_TOO_LARGE);
            case Sum.Of(var amount) -> {
                var refund = refund(sale, amount, command.orderId(), fresh);
                yield new Accepted<>(
                        refund,
                        List.of(
                                new TransactionKept(refund),
                                new TransactionKept(sale.refundedBy(refund.id()))));
            }
        };
    }

    /** An end without any money moved, while that is still possible. */
    public Decision<Transaction> decide(Holdings held, CallOff command, Fresh fresh) {
        return change(
                held,
                command.id(),
                transaction ->
                        transaction.status().isVoidable()
                                ? kept(transaction.becoming(TransactionStatus.VOIDED, fresh.now()))
                                : refused("base", Code.CANNOT_BE_VOIDED));
    }

    /** An authorized charge is collected. */
    public Decision<Transaction> decide(Holdings held, SubmitForSettlement command, Fresh fresh) {
        return change(
                held, command.id(), transaction -> submit(transaction, command.amount(), fresh));
    }

    /** The processor's work, at a word. */
    public Decision<Transaction> decide(Holdings held, Simulate command, Fresh fresh) {
        return change(
                held,
                command.id(),
                transaction ->
                        transaction.status().isOnItsWay()
                                ? kept(transaction.becoming(command.outcome(), fresh.now()))
                                : refused("base", Code.CANNOT_SIMULATE_SETTLEMENT));
    }

    private interface Change {
        Decision<Transaction> of(Transaction transaction);
    }

    private static Decision<Transaction> change(Holdings held, String id, Change change) {
        return held.transaction(id).map(change::of).orElseGet(NotFound::new);
    }

    private static Decision<Transaction> submit(
            Transaction transaction, @Nullable String written, Fresh fresh) {
        if (transaction.status() != TransactionStatus.AUTHORIZED) {
            return refused("base", Code.CANNOT_SUBMIT_FOR_SETTLEMENT);
        }
        var sum =
                written == null
                        ? new Sum.Of(transaction.amount())
                        : sum(written, Currency.getInstance(transaction.currency()));
        return switch (sum) {
            case Sum.Bad(var code) -> refused("amount", code);
            case Sum.Of(var amount) when amount.compareTo(transaction.amount()) > 0 ->
                    refused("amount", Code.SETTLEMENT_AMOUNT_IS_TOO_LARGE);
            case Sum.Of(var amount) ->
                    kept(
                            transaction.becoming(
                                    TransactionStatus.SUBMITTED_FOR_SETTLEMENT,
                                    amount,
                                    fresh.now()));
        };
    }

    private static Decision<Transaction> kept(Transaction transaction) {
        return new Accepted<>(transaction, List.of(new TransactionKept(transaction)));
    }

    private static Decision<Transaction> refused(String attribute, Code code) {
        return new Refused<>(List.of(fault(attribute, code)));
    }

    private static Fault fault(String attribute, Code code) {
        return Fault.of("transaction", attribute, code);
    }

    private static List<Fault> wordFaults(Sell command) {
        var faults = new ArrayList<Fault>();
        var type = command.type();
        if (type == null) {
            faults.add(fault("type", Code.TYPE_IS_REQUIRED));
        } else if (!type.equals(Transaction.Kind.SALE.word())) {
            faults.add(fault("type", Code.TYPE_IS_INVALID));
        }
        if (isTooLong(command.orderId(), ORDER_ID_MAX)) {
            faults.add(fault("order_id", Code.ORDER_ID_IS_TOO_LONG));
        }
        if (isTooLong(command.purchaseOrderNumber(), PURCHASE_ORDER_NUMBER_MAX)) {
            faults.add(fault("purchase_order_number", Code.PURCHASE_ORDER_NUMBER_IS_TOO_LONG));
        }
        return faults;
    }

    private static boolean isTooLong(@Nullable String text, int max) {
        return text != null && text.length() > max;
    }

    private Currency currencyOf(Sell command, List<Fault> faults) {
        var ofAccount = accounts.currencyOf(command.merchantAccountId());
        if (ofAccount.isEmpty()) {
            faults.add(fault("merchant_account_id", Code.MERCHANT_ACCOUNT_IS_UNKNOWN));
        }
        var presented = command.currency();
        if (presented == null) {
            return ofAccount.orElse(MerchantAccounts.DEFAULT);
        }
        var currency = MerchantAccounts.currency(presented);
        if (currency.isEmpty()) {
            faults.add(fault("currency_iso_code", Code.PRESENTMENT_CURRENCY_IS_INVALID));
        }
        return currency.orElse(MerchantAccounts.DEFAULT);
    }

    private static Sum sum(@Nullable String written, Currency currency) {
        if (written == null || written.isBlank()) {
            return new Sum.Bad(Code.AMOUNT_IS_REQUIRED);
        }
        if (!DECIMAL.matcher(written).matches()) {
            return new Sum.Bad(Code.AMOUNT_IS_INVALID);
        }
        var amount = new BigDecimal(written);
        int places = Math.max(currency.getDefaultFractionDigits(), 0);
        if (amount.scale() > places) {
            return new Sum.Bad(Code.AMOUNT_IS_INVALID);
        }
        if (amount.signum() < 0) {
            return new Sum.Bad(Code.AMOUNT_CANNOT_BE_NEGATIVE);
        }
        if (amount.signum() == 0) {
            return new Sum.Bad(Code.AMOUNT_MUST_BE_GREATER_THAN_ZERO);
        }
        return amount.compareTo(MOST) > 0
                ? new Sum.Bad(Code.AMOUNT_IS_TOO_LARGE)
                : new Sum.Of(amount.setScale(places));
    }

    private static Funding funding(Holdings held, Sell command) {
        boolean offered = command.tender() != null || command.tenderProblem() != null;
        if (command.token() != null && offered) {
            return none("base", Code.PAYMENT_METHOD_CONFLICT);
        }
        if (command.token() != null) {
            return byToken(held, command, command.token());
        }
        return offered ? byTender(held, command) : byCustomer(held, command);
    }

    private static Funding byToken(Holdings held, Sell command, String token) {
        var owner = held.ownerOf(token).orElse(null);
        if (owner == null) {
            return none("payment_method_token", Code.PAYMENT_METHOD_TOKEN_IS_INVALID);
        }
        if (command.customerId() != null && !command.customerId().equals(owner.id())) {
            return none("base", Code.NOT_THE_CUSTOMERS_CARD);
        }
        return byVaulted(owner, owner.card(token).orElseThrow());
    }

    private static Funding byCustomer(Holdings held, Sell command) {
        if (command.customerId() == null) {
            return none("base", Code.PAYMENT_METHOD_IS_REQUIRED);
        }
        var customer = held.customer(command.customerId()).orElse(null);
        if (customer == null) {
            return none("customer_id", Code.TRANSACTION_CUSTOMER_ID_IS_INVALID);
        }
        return customer.defaultCard()
                .map(card -> byVaulted(customer, card))
                .orElseGet(() -> none("customer_id", Code.CUSTOMER_HAS_NO_CARD));
    }

    private static Funding byVaulted(Customer owner, VaultedCard card) {
        return new Funding.By(
                new Payer(card.card(), card.token(), owner.id(), owner.contact(), true), owner);
    }

    private static Funding byTender(Holdings held, Sell command) {
        if (command.tenderProblem() != null) {
            return card("expiration_date", command.tenderProblem());
        }
        return switch (Objects.requireNonNull(command.tender())) {
            case Tender.Consumed _ -> none("payment_method_nonce", Code.NONCE_CONSUMED);
            case Tender.Unknown _ -> none("payment_method_nonce", Code.NONCE_UNKNOWN);
            case Tender.NumberInvalid _ -> card("number", Code.CARD_NUMBER_IS_INVALID);
            case Tender.NotATestNumber _ -> card("number", Code.CARD_NUMBER_MUST_BE_A_TEST_NUMBER);
            case Tender.Usable(var card) -> byCard(held, command, card);
        };
    }

    private static Funding byCard(Holdings held, Sell command, Card card) {
        var corrected = card.corrected(command.cardholderName(), null);
        if (command.customerId() == null) {
            var newId = command.newCustomerId();
            return newId != null && held.customer(newId).isPresent()
                    ? new Funding.None(
                            List.of(
                                    new Fault(
                                            List.of("transaction", "customer"),
                                            "id",
                                            Code.CUSTOMER_ID_IS_IN_USE)))
                    : new Funding.By(
                            new Payer(corrected, null, null, command.contact(), false), null);
        }
        return held.customer(command.customerId())
                .<Funding>map(customer ->
                        new Funding.By(
                                new Payer(
                                        corrected, null, customer.id(), customer.contact(), false),
                                customer))
                .orElseGet(() -> none("customer_id", Code.TRANSACTION_CUSTOMER_ID_IS_INVALID));
    }

    private static Funding none(String attribute, Code code) {
        return new Funding.None(List.of(fault(attribute, code)));
    }

    private static Funding card(String attribute, Code code) {
        return new Funding.None(
                List.of(new Fault(List.of("transaction", "credit-card"), attribute, code)));
    }

    /** What the sandbox was told comes first, then what the card is known for, then the amount. */
    private static Verdict verdict(
            Holdings held, Sell command, Payer payer, BigDecimal amount, Terms terms, Fresh fresh) {
        if (isDuplicate(held, command, payer, amount, terms, fresh)) {
            return new Verdict.Rejected(Rejection.DUPLICATE);
        }
        if (terms.decline()) {
            return new Verdict.Declined(Verdict.Declined.DO_NOT_HONOR);
        }
        var conduct = payer.card().conduct();
        if (!(conduct instanceof Verdict.Approved)) {
            return conduct;
        }
        return terms.amountRules() ? AmountRules.verdict(amount) : Verdict.APPROVED;
    }

    private static boolean isDuplicate(
            Holdings held, Sell command, Payer payer, BigDecimal amount, Terms terms, Fresh fresh) {
        if (terms.duplicateWindowSeconds() == 0) {
            return false;
        }
        var since = fresh.now().minus(Duration.ofSeconds(terms.duplicateWindowSeconds()));
        var orderId = command.orderId();
        var candidates = orderId == null ? held.transactions() : held.ordered(orderId);
        return candidates.stream()
                .filter(each -> each.kind() == Transaction.Kind.SALE && each.isApproved())
                .filter(each -> each.createdAt().isAfter(since))
                .filter(each -> Objects.equals(each.orderId(), orderId))
                .filter(each -> each.amount().compareTo(amount) == 0)
                .anyMatch(each ->
                        each.payer().card().fingerprint().equals(payer.card().fingerprint()));
    }

    private record Vaulting(Payer payer, Optional<Customer> customer) {}

    private static Vaulting vaulting(
            Sell command, Payer payer, @Nullable Customer customer, Verdict verdict, Fresh fresh) {
        boolean wanted =
                switch (command.storeInVault()) {
                    case NEVER -> false;
                    case ON_SUCCESS -> verdict instanceof Verdict.Approved;
                    case ALWAYS -> true;
                };
        if (!wanted || payer.byToken()) {
            return new Vaulting(payer, Optional.empty());
        }
        var vaulted = new VaultedCard(fresh.id(), payer.card(), false, fresh.now(), fresh.now());
        var owner = customer == null ? newCustomer(command, fresh) : customer;
        return new Vaulting(
                new Payer(payer.card(), vaulted.token(), owner.id(), owner.contact(), false),
                Optional.of(owner.adding(vaulted, false, fresh.now())));
    }

    private static Customer newCustomer(Sell command, Fresh fresh) {
        var id = command.newCustomerId();
        return new Customer(
                id == null ? fresh.id() : id,
                command.contact(),
                Map.of(),
                List.of(),
                fresh.now(),
                fresh.now());
    }

    private Transaction sale(
            Sell command,
            Payer payer,
            BigDecimal amount,
            Currency currency,
            Verdict verdict,
            Fresh fresh) {
        var id = fresh.id();
        return new Transaction(
                id,
                Transaction.Kind.SALE,
                amount,
                currency.getCurrencyCode(),
                command.merchantAccountId() == null
                        ? accounts.merchant()
                        : command.merchantAccountId(),
                command.orderId(),
                command.purchaseOrderNumber(),
                command.customFields(),
                payer,
                verdict,
                verdict instanceof Verdict.Approved ? authorizationCode(id) : null,
                history(command, verdict, amount, fresh),
                null,
                List.of());
    }

    private static String authorizationCode(String id) {
        return id.substring(0, Math.min(6, id.length())).toUpperCase(Locale.ROOT);
    }

    private static List<StatusEvent> history(
            Sell command, Verdict verdict, BigDecimal amount, Fresh fresh) {
        return switch (verdict) {
            case Verdict.Approved _ when command.submitForSettlement() ->
                    List.of(
                            new StatusEvent(TransactionStatus.AUTHORIZED, amount, fresh.now()),
                            new StatusEvent(
                                    TransactionStatus.SUBMITTED_FOR_SETTLEMENT,
                                    amount,
                                    fresh.now()));
            case Verdict.Approved _ -> began(TransactionStatus.AUTHORIZED, amount, fresh);
            case Verdict.Declined _ -> began(TransactionStatus.PROCESSOR_DECLINED, amount, fresh);
            case Verdict.Failed _ -> began(TransactionStatus.FAILED, amount, fresh);
            case Verdict.Rejected _ -> began(TransactionStatus.GATEWAY_REJECTED, amount, fresh);
        };
    }

    private static List<StatusEvent> began(
            TransactionStatus status, BigDecimal amount, Fresh fresh) {
        return List.of(new StatusEvent(status, amount, fresh.now()));
    }

    private static Transaction refund(
            Transaction sale, BigDecimal amount, @Nullable String orderId, Fresh fresh) {
        var id = fresh.id();
        return new Transaction(
                id,
                Transaction.Kind.CREDIT,
                amount,
                sale.currency(),
                sale.merchantAccountId(),
                orderId == null ? sale.orderId() : orderId,
                sale.purchaseOrderNumber(),
                sale.customFields(),
                sale.payer(),
                Verdict.APPROVED,
                authorizationCode(id),
                began(TransactionStatus.SUBMITTED_FOR_SETTLEMENT, amount, fresh),
                sale.id(),
                List.of());
    }

    /** A refund that was called off gave nothing back. */
    private static BigDecimal refunded(Holdings held, Transaction sale) {
        return sale.refundIds().stream()
                .map(held::transaction)
                .flatMap(Optional::stream)
                .filter(refund ->
                        refund.status() != TransactionStatus.VOIDED
                                && refund.status() != TransactionStatus.SETTLEMENT_DECLINED)
                .map(Transaction::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
