package io.seatflow.billing.payment.rest;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.billing.payment.StoredCard;
import io.seatflow.billing.payment.braintree.CardVault;
import io.seatflow.billing.payment.braintree.Collector;
import io.seatflow.billing.payment.postgres.Cards;
import io.seatflow.billing.payment.postgres.Cards.Offered;
import io.seatflow.billing.plan.postgres.Account;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.idempotency.AlreadyBegun;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.wait.Waiting;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** The cards that a plan is paid with. No card number ever comes here: a nonce stands for it. */
@ApplicationScoped
class CardAnswers {

    private final Plans plans;
    private final Cards cards;
    private final CardVault vault;
    private final Collector collector;
    private final HibernateTransactions transactions;
    private final Waiting waiting;
    private final CurrentCall call;

    CardAnswers(
            Plans plans,
            Cards cards,
            CardVault vault,
            Collector collector,
            HibernateTransactions transactions,
            Waiting waiting,
            CurrentCall call) {
        this.plans = plans;
        this.cards = cards;
        this.vault = vault;
        this.collector = collector;
        this.transactions = transactions;
        this.waiting = waiting;
        this.call = call;
    }

    record CardRequest(
            @NotNull @NotBlank @Size(max = 255) String nonce, @Nullable Boolean makeDefault) {}

    /** How far storing a card has come. */
    enum CardStatus {
        PENDING,
        READY,
        REFUSED
    }

    /**
     * @param brand null, and so are number and expiry, while the card is not stored
     * @param reason why it was refused
     */
    record CardView(
            UUID id,
            CardStatus status,
            @Nullable String brand,
            @Nullable String last4,
            @Nullable String expires,
            boolean isDefault,
            @Nullable String reason) {

        static CardView of(StoredCard stored) {
            return new CardView(
                    stored.id(),
                    CardStatus.READY,
                    stored.card().brand(),
                    stored.card().last4(),
                    stored.card().expires(),
                    stored.isDefault(),
                    null);
        }

        static CardView of(UUID id, Cards.Shown shown) {
            return switch (shown) {
                case Cards.Shown.Ready(var card) -> of(card);
                case Cards.Shown.Waiting() ->
                        new CardView(id, CardStatus.PENDING, null, null, null, false, null);
                case Cards.Shown.Refused(var detail) ->
                        new CardView(id, CardStatus.REFUSED, null, null, null, false, detail);
            };
        }
    }

    record ClientToken(String clientToken) {}

    Uni<Page<CardView>> list(Account of) {
        return Panache.withSession(() -> cards.all(of.partnerId(), of.planId()))
                .map(all -> new Page<>(all.stream().map(CardView::of).toList(), null));
    }

    Uni<CardView> one(Account of, String paymentMethodId) {
        var id = id(paymentMethodId);
        return one(of, id).map(shown -> CardView.of(id, shown));
    }

    Uni<RestResponse<CardView>> add(Account of, CardRequest request) {
        var offered =
                new Offered(
                        Ids.next(),
                        request.nonce(),
                        Boolean.TRUE.equals(request.makeDefault()),
                        null,
                        call.caller().actor());
        return Panache.withSession(() -> plans.read(of.partnerId(), of.planId()))
                .chain(() -> offerOnce(of, offered))
                .chain(id -> stored(of, id).map(shown -> answer(of, id, shown)));
    }

    private Uni<UUID> offerOnce(Account of, Offered offered) {
        return transactions
                .run(tx ->
                        call.idempotency()
                                .begin(tx, offered.id())
                                .chain(() -> cards.offer(of.partnerId(), of.planId(), offered)))
                .invoke(collector::wake)
                .replaceWith(offered.id())
                .onFailure(AlreadyBegun.class)
                .recoverWithItem(AlreadyBegun::resourceId);
    }

    private Uni<Cards.Shown> stored(Account of, UUID id) {
        return waiting.until(
                id,
                call.waitAtMost(),
                () -> one(of, id),
                shown -> !(shown instanceof Cards.Shown.Waiting));
    }

    private Uni<Cards.Shown> one(Account of, UUID id) {
        return Panache.withSession(() -> cards.one(of.partnerId(), of.planId(), id))
                .map(shown -> shown.orElseThrow(() -> Problem.notFound("payment method")));
    }

    private static RestResponse<CardView> answer(Account of, UUID id, Cards.Shown shown) {
        var place = URI.create(of.path() + "/payment-methods/" + id);
        return switch (shown) {
            case Cards.Shown.Ready _ ->
                    ResponseBuilder.<CardView>created(place).entity(CardView.of(id, shown)).build();
            case Cards.Shown.Waiting _ ->
                    ResponseBuilder.create(RestResponse.Status.ACCEPTED, CardView.of(id, shown))
                            .location(place)
                            .build();
            case Cards.Shown.Refused(var detail) ->
                    throw new Problem(ProblemType.PAYMENT_DECLINED, detail).with("reason", detail);
        };
    }

    Uni<ClientToken> clientToken(Account of) {
        return vault.clientToken(of.planId()).map(ClientToken::new);
    }

    Uni<RestResponse<Void>> remove(Account of, String paymentMethodId) {
        var id = id(paymentMethodId);
        return cards.remove(of.partnerId(), of.planId(), id)
                .invoke(CardAnswers::requireFound)
                .chain(() -> vault.forget(id))
                .replaceWith(RestResponse::noContent);
    }

    private static void requireFound(boolean removed) {
        if (!removed) {
            throw Problem.notFound("payment method");
        }
    }

    private static UUID id(String paymentMethodId) {
        try {
            return UUID.fromString(paymentMethodId);
        } catch (IllegalArgumentException _) {
            throw Problem.notFound("payment method");
        }
    }
}
