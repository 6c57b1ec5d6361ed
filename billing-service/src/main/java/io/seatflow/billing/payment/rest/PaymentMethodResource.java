package io.seatflow.billing.payment.rest;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.billing.payment.StoredCard;
import io.seatflow.billing.payment.braintree.CardVault;
import io.seatflow.billing.payment.braintree.Collector;
import io.seatflow.billing.payment.postgres.Cards;
import io.seatflow.billing.payment.postgres.Cards.Offered;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.idempotency.AlreadyBegun;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.tenancy.Permission;
import io.seatflow.platform.wait.Waiting;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The cards that a partner pays with. No card number ever comes here: a nonce stands for it. */
@Path("/v1/partners/{partnerId}/payment-methods")
class PaymentMethodResource {

    private final Plans plans;
    private final Cards cards;
    private final CardVault vault;
    private final Collector collector;
    private final HibernateTransactions transactions;
    private final Waiting waiting;
    private final CurrentCall call;

    PaymentMethodResource(
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

    record CardView(UUID id, String brand, String last4, String expires, boolean isDefault) {

        static CardView of(StoredCard stored) {
            return new CardView(
                    stored.id(),
                    stored.card().brand(),
                    stored.card().last4(),
                    stored.card().expires(),
                    stored.isDefault());
        }
    }

    record ClientToken(String clientToken) {}

    @GET
    public Uni<Page<CardView>> list(UUID partnerId) {
        if (!call.caller().seesAmounts()) {
            throw Caller.forbidden("billing:manage, seats:purchase or billing:read");
        }
        return Panache.withSession(() -> cards.all(partnerId, partnerId))
                .map(all -> new Page<>(all.stream().map(CardView::of).toList(), null));
    }

    @POST
    @Cancellable(false)
    public Uni<RestResponse<CardView>> add(UUID partnerId, CardRequest request) {
        requireManagement();
        var offered =
                new Offered(
                        Ids.next(),
                        request.nonce(),
                        Boolean.TRUE.equals(request.makeDefault()),
                        null,
                        call.caller().actor());
        return Panache.withSession(() -> plans.read(partnerId, partnerId))
                .chain(() -> offerOnce(partnerId, offered))
                .chain(id -> stored(partnerId, id).map(shown -> answer(partnerId, id, shown)));
    }

    private Uni<UUID> offerOnce(UUID partnerId, Offered offered) {
        return transactions
                .run(tx ->
                        call.idempotency()
                                .begin(tx, offered.id())
                                .chain(() -> cards.offer(partnerId, partnerId, offered)))
                .invoke(collector::wake)
                .replaceWith(offered.id())
                .onFailure(AlreadyBegun.class)
                .recoverWithItem(AlreadyBegun::resourceId);
    }

    private Uni<Cards.Shown> stored(UUID partnerId, UUID id) {
        return waiting.until(
                id,
                call.waitAtMost(),
                () ->
                        Panache.withSession(() -> cards.one(partnerId, id))
                                .map(PaymentMethodResource::found),
                shown -> !(shown instanceof Cards.Shown.Waiting));
    }

    private static Cards.Shown found(java.util.Optional<Cards.Shown> shown) {
        return shown.orElseThrow(() -> Problem.notFound("payment method"));
    }

    private static RestResponse<CardView> answer(UUID partnerId, UUID id, Cards.Shown shown) {
        var place = URI.create("/v1/partners/%s/payment-methods/%s".formatted(partnerId, id));
        return switch (shown) {
            case Cards.Shown.Ready(var card) ->
                    ResponseBuilder.<CardView>created(place).entity(CardView.of(card)).build();
            case Cards.Shown.Waiting() ->
                    ResponseBuilder.<CardView>create(RestResponse.Status.ACCEPTED)
                            .location(place)
                            .build();
            case Cards.Shown.Refused(var detail) ->
                    throw new Problem(ProblemType.PAYMENT_DECLINED, detail).with("reason", detail);
        };
    }

    @POST
    @Path("/client-token")
    public Uni<ClientToken> clientToken(UUID partnerId) {
        requireManagement();
        return vault.clientToken(partnerId).map(ClientToken::new);
    }

    @DELETE
    @Path("/{paymentMethodId}")
    @Cancellable(false)
    public Uni<RestResponse<Void>> remove(UUID partnerId, String paymentMethodId) {
        requireManagement();
        var id = id(paymentMethodId);
        return cards.remove(partnerId, partnerId, id)
                .invoke(PaymentMethodResource::requireFound)
                .chain(() -> vault.forget(id))
                .replaceWith(RestResponse::noContent);
    }

    private void requireManagement() {
        call.caller().require(Permission.BILLING_MANAGE);
        if (call.caller().clientId() != null) {
            throw Caller.forbidden("billing:manage");
        }
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
