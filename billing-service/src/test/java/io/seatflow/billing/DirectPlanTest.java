package io.seatflow.billing;

import static io.restassured.RestAssured.given;
import static io.seatflow.billing.OtherServices.SIXTEENTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.PaymentFailed;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.BillingEvent.PeriodStarted;
import io.seatflow.platform.event.BillingEvent.PlanUpdatePreviewed;
import io.seatflow.platform.event.BillingEvent.PlanUpdateQuoted;
import io.seatflow.platform.event.BillingEvent.PlanUpdateRefused;
import io.seatflow.platform.event.BillingEvent.SeatPurchaseDeclined;
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.event.SeatEvent.PlanGrowthPreviewed;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseAbandoned;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatEvent.SeatShortfall;
import io.seatflow.platform.event.SeatEvent.SeatsAdded;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that the vendor bills has a plan, cards and invoices of its own. */
@QuarkusTest
@WithTestResource(Servers.class)
@WithTestResource(BraintreeForTests.class)
class DirectPlanTest {

    private static final String BILLING = "/v1/partners/{p}/clients/{c}/billing";

    /**
     * The start of the seventeenth of December in Toronto: where a period from 16 November ends.
     */
    private static final Instant PERIOD_END = Instant.parse("2026-12-16T05:00:00Z");

    @Inject OtherServices others;

    private final UUID client = Ids.next();
    private UUID partner = Ids.NIL;

    @BeforeEach
    void thereIsAPartner() {
        partner = others.partner(100, "fake-valid-visa-nonce");
    }

    @AfterEach
    void theGatewayBehavesAgain() {
        others.gatewayBehaves("{\"delayMillis\":0,\"decline\":false,\"failNext\":null}");
    }

    @Test
    void itsPlanBeginsWithTheDayAndIsWorthWhatThePreviewSaid() {
        created("ACTIVE", "PARTNER");
        var preview = Ids.next();
        others.tell(
                partner,
                SIXTEENTH,
                new PlanGrowthPreviewed(preview, client, 25, SIXTEENTH, client));
        var quote = others.expect(partner, PlanUpdatePreviewed.class).quote();
        // Twenty at 25.00 and five at 23.50.
        assertThat(quote.proratedCharge()).isEqualTo(usd("617.50"));
        assertThat(quote.nextPeriodFee()).isEqualTo(usd("617.50"));
        assertThat(quote.periodEnd()).isEqualTo(LocalDate.parse("2026-12-16"));

        billedBy("VENDOR");
        joined(25, 7);

        var started =
                others.expect(partner, PeriodStarted.class, each -> each.payingClientId() != null);
        assertThat(started.payingClientId()).isEqualTo(client);
        assertThat(started.startOn()).isEqualTo(LocalDate.parse("2026-11-16"));
        assertThat(started.endOn()).isEqualTo(LocalDate.parse("2026-12-16"));
        var issued = issued(1).getFirst();
        assertThat(issued.kind()).isEqualTo("PERIOD");
        assertThat(issued.total()).isEqualTo(quote.proratedCharge());
        assertThat(others.expect(partner, PaymentFailed.class).payingClientId()).isEqualTo(client);
        own().get(BILLING + "/plan", partner, client)
                .then()
                .statusCode(200)
                .body("program", equalTo("DIRECT"))
                .body("seats.supply", equalTo(25))
                .body("currentFee.amount", equalTo("617.50"));
        own().get(BILLING + "/invoices", partner, client)
                .then()
                .statusCode(200)
                .body("items.kind", contains("PERIOD"))
                .body("items[0].status", equalTo("OPEN"))
                .body("items[0].lines.amount.amount", contains("0.00", "500.00", "117.50"));
        // The partner's plan, its volume and its invoices know nothing of it.
        others.admin(partner)
                .get("/v1/partners/{p}/plan", partner)
                .then()
                .body("seats.supply", equalTo(100));
        others.admin(partner)
                .get("/v1/partners/{p}/invoices", partner)
                .then()
                .body("items", hasSize(1));
    }

    @Test
    void itPaysWithItsOwnCard() {
        billedBy("VENDOR");
        joined(2, 7);
        var invoice = issued(1).getFirst().invoiceId();
        own().header("Idempotency-Key", "card")
                .contentType("application/json")
                .body("{\"nonce\":\"fake-valid-mastercard-nonce\"}")
                .post(BILLING + "/payment-methods", partner, client)
                .then()
                .statusCode(201)
                .body("last4", equalTo("4444"));
        own().header("Idempotency-Key", "pay")
                .post(BILLING + "/invoices/{i}/pay", partner, client, invoice)
                .then()
                .statusCode(200)
                .body("status", equalTo("PAID"))
                .body("payments.card.brand", contains("MASTERCARD"));

        var change = Ids.next();
        others.tell(partner, SIXTEENTH, shortfall(change, 3));
        var quote = others.expect(partner, PlanUpdateQuoted.class).quote();
        assertThat(quote.proratedCharge()).isEqualTo(usd("75.00"));
        others.tell(partner, SIXTEENTH, confirmed(change, 3, quote.id()));
        assertThat(others.expect(partner, SeatPurchasePaid.class).quote()).isEqualTo(quote);
        assertThat(issued(2).getLast().total()).isEqualTo(usd("75.00"));
        own().get(BILLING + "/payment-methods", partner, client)
                .then()
                .body("items.last4", contains("4444"));
    }

    @Test
    void nobodyElseSeesItsMoney() {
        created("ACTIVE", "VENDOR");
        expectPlan(0);
        joined(2, 7);
        var invoice = issued(1).getFirst().invoiceId();
        for (var path : List.of("/plan", "/invoices", "/invoices/" + invoice, "/payment-methods")) {
            get(TestTokens.partnerAdmin(partner), path).statusCode(403);
            get(TestTokens.integration(partner, "billing:read"), path).statusCode(403);
            get(TestTokens.operator(), path).statusCode(403);
            get(TestTokens.clientMember(partner, client), path).statusCode(403);
            get(TestTokens.clientMember(partner, client, "users:manage"), path).statusCode(403);
            get(TestTokens.clientAdmin(partner, Ids.next()), path).statusCode(404);
            get(TestTokens.partnerAdmin(Ids.next()), path).statusCode(404);
            get(TestTokens.clientMember(partner, client, "company-settings:manage"), path)
                    .statusCode(200);
        }
        others.admin(partner)
                .get("/v1/partners/{p}/invoices/{i}", partner, invoice)
                .then()
                .statusCode(404);
        others.admin(partner).get(BILLING + "/plan", partner, Ids.next()).then().statusCode(404);
    }

    @Test
    void inATrialNothingIsOwedUntilItIsActivated() {
        created("TRIAL", "VENDOR");
        billedBy("VENDOR");
        others.tell(
                partner,
                SIXTEENTH,
                new ClientActivated(
                        client, "ADD_TO_PLAN", "VENDOR", null, List.of(), "admin@acme.test"));
        joined(4, 7);

        assertThat(issued(1).getFirst().total()).isEqualTo(usd("100.00"));
        assertThat(
                        others.told(partner, PeriodStarted.class).stream()
                                .filter(each -> each.payingClientId() != null))
                .hasSize(1);
    }

    @Test
    void whatItsEarlierLifeMissedIsNotOwedByTheNextOne() {
        billedBy("VENDOR");
        joined(4, 7);
        issued(1);
        expectPlan(4);
        billedBy("PARTNER");
        // The topics are read side by side: its first life is over before the next is told of.
        Awaitility.await()
                .until(() -> {
                    var plan = own().get(BILLING + "/plan", partner, client);
                    return plan.statusCode() == 404 || plan.jsonPath().getInt("seats.supply") == 0;
                });
        var later = SIXTEENTH.plusSeconds(4 * 86_400);
        others.tell(partner, later, new BillingManagerChanged(client, "VENDOR", "ADD_TO_PLAN"));
        others.tell(
                partner, later, new SeatsAdded(client, 6, 6, "BILLING_MANAGER", 11, later, client));

        var invoice = issued(2).getLast();
        assertThat(invoice.kind()).isEqualTo("PERIOD");
        assertThat(invoice.total()).isEqualTo(usd("150.00"));
        expectPlan(6);
    }

    @Test
    void backToThePartnerEndsItAndTheSameDayAgainCostsNothing() {
        billedBy("VENDOR");
        joined(4, 7);
        issued(1);
        billedBy("PARTNER");
        var change = Ids.next();
        others.tell(
                partner,
                SIXTEENTH,
                new SeatsAdded(client, 4, 104, "BILLING_MANAGER", 9, SIXTEENTH));
        others.tell(partner, SIXTEENTH, shortfall(change, 3));
        assertThat(others.expect(partner, PlanUpdateRefused.class).reason())
                .isEqualTo("client-partner-billed");
        others.tell(partner, SIXTEENTH, confirmed(change, 3, null));
        assertThat(others.expect(partner, SeatPurchaseDeclined.class).reason())
                .isEqualTo("client-partner-billed");
        // The partner pays for them as for an activation.
        others.expect(partner, InvoiceIssued.class, each -> each.total().equals(usd("40.00")));

        var later = SIXTEENTH.plusSeconds(3600);
        others.tell(partner, later, new BillingManagerChanged(client, "VENDOR", "ADD_TO_PLAN"));
        others.tell(
                partner, later, new SeatsAdded(client, 4, 4, "BILLING_MANAGER", 11, later, client));
        expectPlan(4);
        assertThat(issued(1)).hasSize(1);
    }

    @Test
    void disabledItEndsWithItsPeriod() {
        billedBy("VENDOR");
        joined(4, 7);
        issued(1);
        others.tell(partner, SIXTEENTH, new ClientDisabled(client, false));
        Awaitility.await()
                .until(
                        () ->
                                others.value(
                                        Boolean.class,
                                        "select ends_with_period from plan where partner_id = $1 and plan_id = $2",
                                        partner,
                                        client),
                        isLast -> isLast);
        own().get(BILLING + "/plan", partner, client)
                .then()
                .body("status", equalTo("ENDING"))
                .body("endsOn", equalTo("2026-12-16"))
                .body("nextPeriodFee", nullValue());

        others.periodIsOver(partner, client, PERIOD_END);
        var ending = others.expect(partner, PeriodEnding.class);
        assertThat(ending).isEqualTo(new PeriodEnding(PERIOD_END, client));
        others.tell(partner, PERIOD_END, new SupplyReduced(0, 4, PERIOD_END, 12, client));

        Awaitility.await()
                .until(
                        () ->
                                others.value(
                                        Boolean.class,
                                        "select ended_at is not null from plan where partner_id = $1 and plan_id = $2",
                                        partner,
                                        client),
                        isOver -> isOver);
        assertThat(issued(1)).hasSize(1);
        own().get(BILLING + "/plan", partner, client)
                .then()
                .body("status", equalTo("ENDED"))
                .body("endsOn", equalTo("2026-12-16"));

        // Heard only now: the period that was paid for is not begun a second time.
        var tenth = Instant.parse("2026-12-10T15:00:00Z");
        others.tell(
                partner,
                tenth,
                new ClientActivated(client, "ADD_TO_PLAN", "VENDOR", null, List.of(), "ada"));
        var again =
                others.expect(
                        partner, PeriodStarted.class, each -> each.start().equals(PERIOD_END));
        assertThat(again.payingClientId()).isEqualTo(client);
        assertThat(again.endOn()).isEqualTo(LocalDate.parse("2027-01-16"));
    }

    @Test
    void whatIsPaidWhenItHasEndedIsNotLeftInIt() {
        billedBy("VENDOR");
        others.expect(partner, PeriodStarted.class, each -> each.payingClientId() != null);
        own().header("Idempotency-Key", "card")
                .contentType("application/json")
                .body("{\"nonce\":\"fake-valid-mastercard-nonce\"}")
                .post(BILLING + "/payment-methods", partner, client)
                .then()
                .statusCode(201);
        others.gatewayBehaves("{\"delayMillis\":1000}");
        others.tell(partner, SIXTEENTH, confirmed(Ids.next(), 3, null));
        awaitOne("select count(*) from charge where partner_id = $1 and status = 'CHARGING'");

        billedBy("PARTNER");
        awaitOne("select count(*) from plan where partner_id = $1 and ended_at is not null");

        others.expect(partner, SeatPurchasePaid.class);
        assertThat(
                        others.value(
                                Integer.class,
                                "select seats from plan where partner_id = $1 and plan_id = $2",
                                partner,
                                client))
                .isZero();
    }

    private void awaitOne(String count) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> others.value(Long.class, count, partner), one -> one == 1);
    }

    @Test
    void itsNextPeriodBeginsWithItsOwnAnswer() {
        billedBy("VENDOR");
        joined(4, 7);
        issued(1);

        others.periodIsOver(partner, client, PERIOD_END);
        others.expect(partner, PeriodEnding.class);
        others.tell(partner, PERIOD_END, new SupplyReduced(1, 3, PERIOD_END, 12, client));

        var next = issued(2).getLast();
        assertThat(next.kind()).isEqualTo("PERIOD");
        assertThat(next.total()).isEqualTo(usd("75.00"));
        var started =
                others.expect(
                        partner, PeriodStarted.class, each -> each.start().equals(PERIOD_END));
        assertThat(started.payingClientId()).isEqualTo(client);
    }

    @Test
    void whatWasBilledAfterItWasDisabledIsGivenBack() {
        renewed();

        others.tell(partner, SIXTEENTH, new ClientDisabled(client, false));

        expectGivenBack();
    }

    @Test
    void whatWasBilledAfterThePartnerIsBilledAgainIsGivenBack() {
        renewed();

        billedBy("PARTNER");

        expectGivenBack();
    }

    /** What was given back is no paid period any more: who begins again in it pays for it. */
    @Test
    void begunAgainOnTheDayOfAPeriodThatWasGivenBackItIsPaidFor() {
        renewed();
        billedAt("PARTNER", SIXTEENTH.plusSeconds(4 * 86_400));
        issued(3);

        var again = PERIOD_END.plusSeconds(3600);
        billedAt("VENDOR", again);
        joinedAt(again, 4, 21);

        var invoice = issued(4).getLast();
        assertThat(invoice.kind()).isEqualTo("PERIOD");
        assertThat(invoice.total()).isEqualTo(usd("100.00"));
        expectPlan(4);
        own().get(BILLING + "/plan", partner, client)
                .then()
                .body("period.start", equalTo("2026-12-16"))
                .body("period.end", equalTo("2027-01-16"));
    }

    /** It ended and began again in its first period, as if both had been heard at once. */
    @Test
    void endedAndBegunAgainOnItsFirstDayItGoesOnInThatPeriodHoweverLateThatIsHeard() {
        renewed();
        billedBy("PARTNER");
        issued(3);
        var again = SIXTEENTH.plusSeconds(3600);
        billedAt("VENDOR", again);
        joinedAt(again, 4, 21);
        expectPlan(4);
        own().get(BILLING + "/plan", partner, client)
                .then()
                .body("period.start", equalTo("2026-11-16"));
        assertThat(issued(3)).hasSize(3);

        others.periodIsOver(partner, client, PERIOD_END);
        Awaitility.await().until(() -> others.told(partner, PeriodEnding.class).size() == 2);
        others.tell(partner, PERIOD_END, new SupplyReduced(0, 4, PERIOD_END, 22, client));

        var invoice = issued(4).getLast();
        assertThat(invoice.kind()).isEqualTo("PERIOD");
        assertThat(invoice.total()).isEqualTo(usd("100.00"));
    }

    @Test
    void disabledAndActivatedInThePeriodThatWasItsLastItBeginsAgainWhereThatEnded() {
        renewed();
        others.tell(partner, SIXTEENTH, new ClientDisabled(client, false));
        issued(3);

        var tenth = Instant.parse("2026-12-10T15:00:00Z");
        others.tell(
                partner,
                tenth,
                new ClientActivated(client, "ADD_TO_PLAN", "VENDOR", null, List.of(), "ada"));

        // It has kept its seats: nobody tells of them again.
        assertThat(issued(4).getLast().total()).isEqualTo(usd("100.00"));
        expectPlan(4);
        own().get(BILLING + "/plan", partner, client)
                .then()
                .body("period.start", equalTo("2026-12-16"));
    }

    /** The topics of accounts and of seats are heard in any order. */
    @Test
    void seatsThatAreHeardOfBeforeThePlanBeginsAgainJoinItThen() {
        renewed();
        others.tell(partner, SIXTEENTH, new ClientDisabled(client, false));
        issued(3);
        billedAt("PARTNER", Instant.parse("2026-11-20T15:00:00Z"));
        var tenth = Instant.parse("2026-12-10T15:00:00Z");
        assertThat(others.comesTooEarly(partner, tenth, joining(tenth, 4, 21))).isTrue();
        joinedAt(tenth, 4, 21);

        billedAt("VENDOR", tenth);

        assertThat(issued(4).getLast().total()).isEqualTo(usd("100.00"));
        expectPlan(4);
    }

    /** To the partner and back, of which billing has heard neither: its earlier life still runs. */
    @Test
    void seatsOfItsNextLifeDoNotJoinTheOneThatHasEndedUnheard() {
        billedBy("VENDOR");
        joined(4, 7);
        issued(1);
        var again = SIXTEENTH.plusSeconds(4 * 86_400);
        assertThat(others.comesTooEarly(partner, again, joining(again, 4, 21))).isTrue();
        expectPlan(4);
        joinedAt(again, 4, 21);

        billedAt("PARTNER", SIXTEENTH.plusSeconds(2 * 86_400));
        billedAt("VENDOR", again);

        assertThat(issued(2).getLast().total()).isEqualTo(usd("100.00"));
        expectPlan(4);
        own().get(BILLING + "/plan", partner, client)
                .then()
                .body("period.start", equalTo("2026-11-20"));
    }

    /** It was asked for again in its last period, and left again before that was over. */
    @Test
    void leftBeforeItsFirstDayAndAskedForAgainItsFirstPeriodIsPaidFor() {
        renewed();
        others.tell(partner, SIXTEENTH, new ClientDisabled(client, false));
        issued(3);
        activatedAt(Instant.parse("2026-12-10T15:00:00Z"));
        issued(4);

        others.tell(
                partner, Instant.parse("2026-12-12T15:00:00Z"), new ClientDisabled(client, false));

        var credit = issued(5).getLast();
        assertThat(credit.kind()).isEqualTo("CREDIT_NOTE");
        assertThat(credit.total()).isEqualTo(usd("-100.00"));
        own().get(BILLING + "/plan", partner, client)
                .then()
                .body("status", equalTo("ENDED"))
                .body("endsOn", equalTo("2026-12-16"));
        assertThat(
                        others.value(
                                String.class,
                                "select charged::text from plan_period where partner_id = $1 and plan_id = $2 and start_on = '2026-12-16'",
                                partner,
                                client))
                .isEqualTo("0.00");

        activatedAt(Instant.parse("2026-12-14T15:00:00Z"));

        var invoice = issued(6).getLast();
        assertThat(invoice.kind()).isEqualTo("PERIOD");
        assertThat(invoice.total()).isEqualTo(usd("100.00"));
        expectPlan(4);
        own().get(BILLING + "/plan", partner, client)
                .then()
                .body("period.start", equalTo("2026-12-16"))
                .body("period.end", equalTo("2027-01-16"));
    }

    private void activatedAt(Instant at) {
        others.tell(
                partner,
                at,
                new ClientActivated(client, "ADD_TO_PLAN", "VENDOR", null, List.of(), "ada"));
    }

    @Test
    void ofWhatWasGivenBackInPartTheRestIs() {
        renewed();
        others.tell(partner, PERIOD_END, new SupplyReduced(1, 3, PERIOD_END, 13, client));
        assertThat(issued(3).getLast().total()).isEqualTo(usd("-25.00"));

        billedBy("PARTNER");

        assertThat(issued(4).getLast().total()).isEqualTo(usd("-75.00"));
        own().get(BILLING + "/invoices", partner, client)
                .then()
                .body("items.status", contains("PAID", "PAID", "VOID", "OPEN"));
    }

    /** Two seats of November are told in December: November's half of that stays owed. */
    @Test
    void ofWhatWasToldLateOnlyThePeriodsSinceAreGivenBack() {
        renewed();
        joined(2, 14);
        var late = issued(3).getLast();
        assertThat(late.kind()).isEqualTo("ADJUSTMENT");
        assertThat(late.total()).isEqualTo(usd("100.00"));

        billedBy("PARTNER");

        assertThat(issued(5).stream().skip(3).map(InvoiceIssued::total))
                .containsExactly(usd("-100.00"), usd("-50.00"));
        own().get(BILLING + "/invoices", partner, client)
                .then()
                .body("items.status", contains("PAID", "PAID", "OPEN", "VOID", "OPEN"));
    }

    /** It is about a period before the plan began anew, whose seats are not in it. */
    @Test
    void whatHadLeftItsEarlierLifeIsNotTakenFromTheNextOne() {
        renewed();
        billedAt("PARTNER", PERIOD_END.plusSeconds(86_400));
        awaitOne("select count(*) from plan where partner_id = $1 and ended_at is not null");
        var again = PERIOD_END.plusSeconds(4 * 86_400);
        billedAt("VENDOR", again);
        joinedAt(again, 4, 21);
        issued(3);
        expectPlan(4);

        others.tell(partner, PERIOD_END, new SupplyReduced(2, 2, PERIOD_END, 13, client));
        others.tell(partner, SIXTEENTH, shortfall(Ids.next(), 3));
        others.expect(partner, PlanUpdateQuoted.class);

        expectPlan(4);
        assertThat(issued(3)).hasSize(3);
    }

    /**
     * What had left is more than the period's own invoice is for: the rest of it came off the
     * purchase's. What that cannot give back comes off the seats that had joined.
     */
    @Test
    void ofAnInvoiceThatHasLostAPartNoMoreIsTakenThanIsLeft() {
        billedBy("VENDOR");
        joined(4, 7);
        issued(1);
        others.periodIsOver(partner, client, PERIOD_END);
        others.expect(partner, PeriodEnding.class);
        others.tell(partner, PERIOD_END, new SupplyReduced(3, 1, PERIOD_END, 12, client));
        issued(2);
        billedAt("VENDOR", PERIOD_END);
        joinedAt(PERIOD_END, 2, 21);
        var joining = issued(3).getLast();
        assertThat(joining.total()).isEqualTo(usd("50.00"));
        own().header("Idempotency-Key", "card")
                .contentType("application/json")
                .body("{\"nonce\":\"fake-valid-mastercard-nonce\"}")
                .post(BILLING + "/payment-methods", partner, client)
                .then()
                .statusCode(201);
        var change = Ids.next();
        others.tell(partner, PERIOD_END, confirmed(change, 3, null));
        others.expect(partner, SeatPurchasePaid.class);
        awaitNone(
                "select count(*) from invoice where partner_id = $1 and plan_id <> $1 and status = 'OPEN' and kind <> 'CREDIT_NOTE'");

        others.tell(partner, PERIOD_END, new SupplyReduced(2, 4, PERIOD_END, 13, client));
        assertThat(issued(5).getLast().total()).isEqualTo(usd("-50.00"));
        others.tell(partner, PERIOD_END, new SeatPurchaseAbandoned(change, "client-disabled"));

        assertThat(issued(6).getLast().total()).isEqualTo(usd("-75.00"));
        // Of six seats that were paid for one is left.
        assertThat(
                        others.value(
                                String.class,
                                "select sum(credited)::text from invoice where partner_id = $1 and plan_id = $2",
                                partner,
                                client))
                .isEqualTo("125.00");
    }

    /** The seats were never given, and the plan has ended since: both periods had them. */
    @Test
    void aPurchaseThatIsAbandonedWhenThePlanHasEndedIsGivenBackInThePeriodsSinceAsWell() {
        billedBy("VENDOR");
        others.expect(partner, PeriodStarted.class, each -> each.payingClientId() != null);
        own().header("Idempotency-Key", "card")
                .contentType("application/json")
                .body("{\"nonce\":\"fake-valid-mastercard-nonce\"}")
                .post(BILLING + "/payment-methods", partner, client)
                .then()
                .statusCode(201);
        var change = Ids.next();
        others.tell(partner, SIXTEENTH, confirmed(change, 5, null));
        others.expect(partner, SeatPurchasePaid.class);
        others.periodIsOver(partner, client, PERIOD_END);
        others.expect(partner, PeriodEnding.class);
        others.tell(partner, PERIOD_END, new SupplyReduced(0, 5, PERIOD_END, 12, client));
        assertThat(issued(2).getLast().total()).isEqualTo(usd("125.00"));
        billedAt("PARTNER", PERIOD_END.plusSeconds(86_400));
        awaitOne("select count(*) from plan where partner_id = $1 and ended_at is not null");

        others.tell(
                partner, PERIOD_END, new SeatPurchaseAbandoned(change, "client-partner-billed"));

        assertThat(issued(3).getLast().total()).isEqualTo(usd("-250.00"));
        own().get(BILLING + "/invoices", partner, client)
                .then()
                .body("items[0].lines.amount.amount", contains("-125.00", "-125.00"));
        assertThat(
                        others.value(
                                Integer.class,
                                "select seats from plan where partner_id = $1 and plan_id = $2",
                                partner,
                                client))
                .isZero();
    }

    private void awaitNone(String count) {
        Awaitility.await().until(() -> others.value(Long.class, count, partner), none -> none == 0);
    }

    private void billedAt(String manager, Instant at) {
        others.tell(partner, at, new BillingManagerChanged(client, manager, "ADD_TO_PLAN"));
    }

    private void joinedAt(Instant at, int seats, long sequence) {
        others.tell(partner, at, joining(at, seats, sequence));
    }

    private SeatsAdded joining(Instant at, int seats, long sequence) {
        return new SeatsAdded(client, seats, seats, "BILLING_MANAGER", sequence, at, client);
    }

    private void renewed() {
        billedBy("VENDOR");
        joined(4, 7);
        issued(1);
        others.periodIsOver(partner, client, PERIOD_END);
        others.expect(partner, PeriodEnding.class);
        others.tell(partner, PERIOD_END, new SupplyReduced(0, 4, PERIOD_END, 12, client));
        issued(2);
    }

    private void expectGivenBack() {
        var credit = issued(3).getLast();
        assertThat(credit.kind()).isEqualTo("CREDIT_NOTE");
        assertThat(credit.total()).isEqualTo(usd("-100.00"));
        own().get(BILLING + "/invoices", partner, client)
                .then()
                .body("items.status", contains("PAID", "VOID", "OPEN"))
                .body("items.kind", contains("CREDIT_NOTE", "PERIOD", "PERIOD"));
        assertThat(
                        others.value(
                                Boolean.class,
                                "select ended_at <= $3 from plan where partner_id = $1 and plan_id = $2",
                                partner,
                                client,
                                PERIOD_END.atOffset(ZoneOffset.UTC)))
                .isTrue();
    }

    private void created(String status, String billingManager) {
        others.tell(
                partner,
                SIXTEENTH,
                new ClientCreated(
                        client, status, billingManager, 0, null, "ASK", "admin@acme.test"));
    }

    private void billedBy(String manager) {
        billedAt(manager, SIXTEENTH);
    }

    private void joined(int seats, long sequence) {
        joinedAt(SIXTEENTH, seats, sequence);
    }

    private SeatShortfall shortfall(UUID change, int seats) {
        return new SeatShortfall(change, "PURCHASE", client, seats, seats, 1, SIXTEENTH, client);
    }

    private SeatPurchaseConfirmed confirmed(UUID change, int seats, @Nullable UUID quoteId) {
        return new SeatPurchaseConfirmed(
                change,
                "PURCHASE",
                client,
                seats,
                seats,
                quoteId,
                1,
                SIXTEENTH,
                "admin@client.test",
                client);
    }

    /** The invoices of the client's plan, once there are so many. */
    private List<InvoiceIssued> issued(int count) {
        return Awaitility.await()
                .until(
                        () ->
                                others.told(partner, InvoiceIssued.class).stream()
                                        .filter(each -> client.equals(each.payingClientId()))
                                        .toList(),
                        invoices -> invoices.size() >= count);
    }

    private void expectPlan(int seats) {
        Awaitility.await()
                .untilAsserted(() ->
                        own().get(BILLING + "/plan", partner, client)
                                .then()
                                .statusCode(200)
                                .body("seats.supply", equalTo(seats)));
    }

    private RequestSpecification own() {
        return given().auth().oauth2(TestTokens.clientAdmin(partner, client));
    }

    private io.restassured.response.ValidatableResponse get(String token, String path) {
        return given().auth().oauth2(token).get(BILLING + path, partner, client).then();
    }

    private static Money usd(String amount) {
        return Money.parse("USD " + amount);
    }
}
