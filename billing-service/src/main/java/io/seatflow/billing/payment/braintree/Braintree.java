package io.seatflow.billing.payment.braintree;

import com.braintreegateway.BraintreeGateway;
import com.braintreegateway.ClientTokenRequest;
import com.braintreegateway.CreditCard;
import com.braintreegateway.CustomerRequest;
import com.braintreegateway.Environment;
import com.braintreegateway.PaymentMethod;
import com.braintreegateway.PaymentMethodRequest;
import com.braintreegateway.Result;
import com.braintreegateway.Transaction;
import com.braintreegateway.TransactionRefundRequest;
import com.braintreegateway.TransactionRequest;
import com.braintreegateway.TransactionSearchRequest;
import com.braintreegateway.WebhookNotification;
import com.braintreegateway.exceptions.BraintreeException;
import com.braintreegateway.exceptions.NotFoundException;
import io.quarkus.runtime.Startup;
import io.seatflow.billing.payment.Card;
import io.seatflow.billing.payment.Finding;
import io.seatflow.billing.payment.Finding.Charged;
import io.seatflow.billing.payment.Finding.NoAnswer;
import io.seatflow.billing.payment.Finding.NotFound;
import io.seatflow.billing.payment.GatewayCharge;
import io.seatflow.billing.payment.Patience;
import io.seatflow.billing.payment.Vaulting;
import io.seatflow.billing.payment.Vaulting.Stored;
import io.seatflow.billing.payment.postgres.Claim;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TimeZone;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/**
 * Braintree, through its own SDK. Every call blocks, so none is made on an event loop; and every
 * one can be repeated: orders, customers and cards have ids of ours.
 */
@Singleton
@Startup
class Braintree {

    private static final Logger LOG = Logger.getLogger(Braintree.class);

    private final BraintreeGateway gateway;
    private final BraintreeSettings settings;

    Braintree(BraintreeSettings settings) {
        // The JDK would send a POST a second time by itself when a connection is cut: a second
        // charge.
        System.setProperty("sun.net.http.retryPost", "false");
        this.settings = settings;
        this.gateway =
                new BraintreeGateway(
                        environment(settings.environment()),
                        settings.merchant(),
                        settings.publicKey(),
                        settings.privateKey());
        var millis = Math.toIntExact(settings.timeout().toMillis());
        gateway.getConfiguration().setTimeout(millis);
        gateway.getConfiguration().setConnectTimeout(millis);
    }

    @Produces
    @Singleton
    static Patience patience(BraintreeSettings settings) {
        return new Patience(settings.timeout(), settings.margin(), settings.lookEvery());
    }

    private static Environment environment(String name) {
        return switch (name) {
            case "production" -> Environment.PRODUCTION;
            case "sandbox" -> Environment.SANDBOX;
            default -> new Environment(name, name, new String[] {}, "local", name + "/graphql");
        };
    }

    /** Charges a card under the payment's id. */
    Finding charge(Claim.Charge claim) {
        var request =
                new TransactionRequest()
                        .amount(claim.amount().getAmount())
                        .orderId(claim.id().toString())
                        .paymentMethodToken(claim.card().toString())
                        .options()
                        .submitForSettlement(true)
                        .done();
        merchantAccount(claim.amount()).ifPresent(request::merchantAccountId);
        try {
            return finding(gateway.transaction().sale(request));
        } catch (BraintreeException e) {
            return noAnswer(claim.id(), e);
        }
    }

    /**
     * Looks up what became of a charge. Should there be more than one, all but the first are
     * surplus.
     */
    Finding lookUp(UUID payment) {
        try {
            return finding(found(new TransactionSearchRequest().orderId().is(payment.toString())));
        } catch (BraintreeException e) {
            return noAnswer(payment, e);
        }
    }

    /**
     * All sales that were begun, called off or refunded in that time, however long ago those began
     * that went back.
     */
    List<GatewayCharge> chargesBetween(Instant from, Instant to) {
        // The gateway counts whole seconds, and both ends.
        var begun =
                found(
                        new TransactionSearchRequest()
                                .createdAt()
                                .between(calendar(from), calendar(to)));
        var calledOff =
                found(
                        new TransactionSearchRequest()
                                .voidedAt()
                                .between(calendar(from), calendar(to)));
        return charges(
                Stream.of(begun, calledOff, refundedBy(begun)).flatMap(List::stream).toList());
    }

    /** What refunds among those give back; a refund is a transaction of its own. */
    private List<Transaction> refundedBy(List<Transaction> some) {
        var sales =
                some.stream()
                        .map(Transaction::getRefundedTransactionId)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList();
        return sales.isEmpty() ? List.of() : found(new TransactionSearchRequest().ids().in(sales));
    }

    /** All sales under an order id. */
    List<GatewayCharge> chargesOf(String orderId) {
        return charges(found(new TransactionSearchRequest().orderId().is(orderId)));
    }

    /** Whether a sale is charged, by its own id. */
    boolean isCharged(String transactionId) {
        try {
            var sale = gateway.transaction().find(transactionId);
            return state(sale) == GatewayCharge.State.CHARGED;
        } catch (NotFoundException _) {
            return false;
        }
    }

    private List<Transaction> found(TransactionSearchRequest search) {
        var found = new ArrayList<Transaction>();
        gateway.transaction().search(search).forEach(found::add);
        return found;
    }

    /** Each sale once, as it was found last. */
    private static List<GatewayCharge> charges(List<Transaction> found) {
        Map<String, GatewayCharge> sales = new LinkedHashMap<>();
        found.stream()
                .filter(each -> each.getType() == Transaction.Type.SALE)
                .forEach(each -> sales.put(each.getId(), charge(each)));
        return List.copyOf(sales.values());
    }

    private static GatewayCharge charge(Transaction sale) {
        return new GatewayCharge(
                sale.getId(),
                Optional.ofNullable(sale.getOrderId()),
                Money.of(CurrencyUnit.of(sale.getCurrencyIsoCode()), sale.getAmount()),
                state(sale),
                sale.getStatus().name().toLowerCase(Locale.ROOT));
    }

    private static GatewayCharge.State state(Transaction sale) {
        if (sale.getStatus() == Transaction.Status.VOIDED || !sale.getRefundIds().isEmpty()) {
            return GatewayCharge.State.GIVEN_BACK;
        }
        if (isCharged(sale)) {
            return GatewayCharge.State.CHARGED;
        }
        return isOpen(sale) ? GatewayCharge.State.OPEN : GatewayCharge.State.FAILED;
    }

    private static Calendar calendar(Instant at) {
        var calendar = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
        calendar.setTimeInMillis(at.toEpochMilli());
        return calendar;
    }

    /**
     * Pays a charge back: undone while it is not settled, refunded after that; a part of it can be
     * refunded alone.
     *
     * @return whether it is paid back now
     */
    boolean giveBack(Claim.GiveBack claim) {
        try {
            var sale = gateway.transaction().find(claim.transactionId());
            return switch (sale.getStatus()) {
                case VOIDED -> true;
                case AUTHORIZED, AUTHORIZING, SUBMITTED_FOR_SETTLEMENT, SETTLEMENT_PENDING ->
                        claim.part().isEmpty()
                                && gateway.transaction().voidTransaction(sale.getId()).isSuccess();
                case SETTLED -> isRefunded(claim, sale) || refund(claim);
                // Nothing was taken after all.
                case AUTHORIZATION_EXPIRED,
                        FAILED,
                        GATEWAY_REJECTED,
                        PROCESSOR_DECLINED,
                        SETTLEMENT_DECLINED ->
                        true;
                // Settling: it can be neither for a moment.
                default -> false;
            };
        } catch (BraintreeException e) {
            LOG.warnf("Paying back %s: %s", claim.transactionId(), e);
            return false;
        }
    }

    /**
     * Whether a try before this one has landed: it has our order id. All of a charge may also have
     * been given back by hand, at the gateway.
     */
    private boolean isRefunded(Claim.GiveBack claim, Transaction sale) {
        var refunds =
                sale.getRefundIds().stream()
                        .map(gateway.transaction()::find)
                        .filter(refund -> isCharged(refund) || isOpen(refund))
                        .toList();
        return refunds.stream()
                        .anyMatch(refund -> claim.id().toString().equals(refund.getOrderId()))
                || (claim.part().isEmpty() && total(refunds).compareTo(sale.getAmount()) >= 0);
    }

    private static BigDecimal total(List<Transaction> refunds) {
        return refunds.stream()
                .map(Transaction::getAmount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private boolean refund(Claim.GiveBack claim) {
        var request = new TransactionRefundRequest().orderId(claim.id().toString());
        claim.part().ifPresent(part -> request.amount(part.getAmount()));
        var refund = gateway.transaction().refund(claim.transactionId(), request);
        if (!refund.isSuccess()) {
            LOG.errorf(
                    "The gateway does not refund %s for payment %s: %s",
                    claim.transactionId(), claim.id(), refund.getMessage());
        }
        return refund.isSuccess();
    }

    /** Stores a card under the id that we gave it, with its customer. */
    Vaulting store(Claim.Store claim) {
        try {
            var before = stored(claim.id());
            return before.isPresent() ? taken(before.get()) : storeNew(claim);
        } catch (BraintreeException e) {
            LOG.warnf("Storing card %s: %s", claim.id(), e);
            return new Vaulting.NoAnswer(e.toString());
        }
    }

    /** What a browser needs to ask for a card's number by itself. */
    String clientToken(UUID customer) {
        var known = isCustomer(customer);
        return gateway.clientToken()
                .generate(
                        known
                                ? new ClientTokenRequest().customerId(customer.toString())
                                : new ClientTokenRequest());
    }

    /** Forgets a card; also fine if it has been forgotten. */
    void forget(UUID card) {
        try {
            gateway.paymentMethod().delete(card.toString());
        } catch (NotFoundException _) {
            LOG.debugf("Card %s was not there any more.", card);
        }
    }

    /** What Braintree told by itself; fails unless Braintree has signed it. */
    WebhookNotification notification(String signature, String payload) {
        return gateway.webhookNotification().parse(signature, payload);
    }

    /** Proves to Braintree that this merchant listens where it sends to. */
    String answerTo(String challenge) {
        return gateway.webhookNotification().verify(challenge);
    }

    private Vaulting storeNew(Claim.Store claim) {
        if (!isCustomer(claim.planId())) {
            var customer =
                    new CustomerRequest().id(claim.planId().toString()).company(claim.payerName());
            if (!claim.payerEmail().isEmpty()) {
                customer.email(claim.payerEmail());
            }
            var created = gateway.customer().create(customer);
            // Two cards may come at once: then the other one's customer is there now.
            if (!created.isSuccess() && !isCustomer(claim.planId())) {
                return new Vaulting.Refused(created.getMessage());
            }
        }
        var request =
                new PaymentMethodRequest()
                        .customerId(claim.planId().toString())
                        .token(claim.id().toString())
                        .paymentMethodNonce(claim.nonce());
        var result = gateway.paymentMethod().create(request);
        if (result.isSuccess()) {
            return taken(result.getTarget());
        }
        // A try before this one that had no answer may have landed meanwhile.
        return stored(claim.id())
                .map(this::taken)
                .orElseGet(() -> new Vaulting.Refused(result.getMessage()));
    }

    /** Cards alone are taken; whatever else a nonce stands for does not stay. */
    private Vaulting taken(PaymentMethod method) {
        if (method instanceof CreditCard card) {
            return new Stored(card(card));
        }
        gateway.paymentMethod().delete(method.getToken());
        return new Vaulting.Refused("Only cards are taken.");
    }

    private Optional<PaymentMethod> stored(UUID card) {
        try {
            return Optional.of(gateway.paymentMethod().find(card.toString()));
        } catch (NotFoundException _) {
            return Optional.empty();
        }
    }

    private boolean isCustomer(UUID id) {
        try {
            gateway.customer().find(id.toString());
            return true;
        } catch (NotFoundException _) {
            return false;
        }
    }

    private static Card card(CreditCard card) {
        return new Card(
                brand(card.getCardType()),
                card.getLast4(),
                card.getExpirationMonth() + "/" + card.getExpirationYear());
    }

    private static String brand(String cardType) {
        return switch (cardType) {
            case "American Express" -> "AMEX";
            default -> cardType.toUpperCase(Locale.ROOT).replace(' ', '_');
        };
    }

    private Optional<String> merchantAccount(Money amount) {
        var currency = amount.getCurrencyUnit().getCode();
        return currency.equals(settings.currency())
                ? Optional.empty()
                : Optional.of(settings.merchant() + "_" + currency.toLowerCase(Locale.ROOT));
    }

    private static Finding finding(Result<Transaction> result) {
        var target = result.getTarget();
        if (result.isSuccess() && target != null) {
            return isOpen(target) ? undecided() : new Charged(target.getId());
        }
        var transaction = result.getTransaction();
        return transaction == null
                ? new Finding.Refused(result.getMessage())
                : refused(transaction);
    }

    private static Finding finding(List<Transaction> found) {
        var charged =
                found.stream()
                        .filter(each -> each.getType() == Transaction.Type.SALE && isCharged(each))
                        .sorted(Comparator.comparing(Transaction::getCreatedAt))
                        .toList();
        if (!charged.isEmpty()) {
            var ids = charged.stream().map(Transaction::getId).toList();
            return new Charged(ids.getFirst(), ids.subList(1, ids.size()));
        }
        var sales = found.stream().filter(each -> each.getType() == Transaction.Type.SALE).toList();
        if (sales.stream().anyMatch(Braintree::isOpen)) {
            return undecided();
        }
        return sales.isEmpty() ? new NotFound() : allRefused(sales);
    }

    /** Those that were refused as copies of another one say nothing about it. */
    private static Finding allRefused(List<Transaction> sales) {
        var decided = sales.stream().filter(each -> !isCopy(each)).toList();
        return decided.isEmpty()
                ? refused(sales.getFirst())
                : new Finding.AllRefused(words(decided.getFirst()), decided.size());
    }

    private static boolean isCharged(Transaction transaction) {
        return switch (transaction.getStatus()) {
            case AUTHORIZED,
                    SUBMITTED_FOR_SETTLEMENT,
                    SETTLING,
                    SETTLEMENT_PENDING,
                    SETTLEMENT_CONFIRMED,
                    SETTLED ->
                    true;
            default -> false;
        };
    }

    /** Whether it may become a charge or a refusal yet, or is one that this SDK has no word for. */
    private static boolean isOpen(Transaction transaction) {
        return switch (transaction.getStatus()) {
            case AUTHORIZING, UNRECOGNIZED -> true;
            default -> false;
        };
    }

    private static Finding undecided() {
        return new NoAnswer("The gateway has not decided it yet.");
    }

    private static Finding refused(Transaction transaction) {
        if (isOpen(transaction)) {
            return undecided();
        }
        if (isCopy(transaction)) {
            // An earlier try has landed after all: it is found by looking.
            return new NoAnswer("It is there already.");
        }
        return new Finding.Refused(words(transaction));
    }

    private static boolean isCopy(Transaction transaction) {
        return transaction.getGatewayRejectionReason()
                == Transaction.GatewayRejectionReason.DUPLICATE;
    }

    private static String words(Transaction transaction) {
        var words = transaction.getProcessorResponseText();
        return words == null || words.isBlank()
                ? "The card was refused (" + transaction.getStatus() + ")."
                : words;
    }

    private static Finding noAnswer(UUID payment, BraintreeException e) {
        LOG.warnf("Payment %s has no answer: %s", payment, e);
        return new NoAnswer(e.toString());
    }
}
