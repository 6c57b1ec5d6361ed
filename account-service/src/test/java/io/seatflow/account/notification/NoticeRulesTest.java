package io.seatflow.account.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.account.notification.Notice.Plain;
import io.seatflow.account.notification.Notice.Priced;
import io.seatflow.platform.event.BillingEvent.CardExpired;
import io.seatflow.platform.event.BillingEvent.CardExpiring;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.BillingEvent.PaymentFailed;
import io.seatflow.platform.event.BillingEvent.PlanChanged;
import io.seatflow.platform.event.BillingEvent.PlanPastDue;
import io.seatflow.platform.event.BillingEvent.PlanRestored;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatEvent.PlanGrowthRefused;
import io.seatflow.platform.event.SeatEvent.SeatChangeAwaitingConfirmation;
import io.seatflow.platform.event.SeatEvent.SeatChangeCompleted;
import io.seatflow.platform.event.SeatEvent.SeatChangeDeclined;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.event.TrialEvent.TrialExpired;
import io.seatflow.platform.event.TrialEvent.TrialExpiring;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** For every event that is told, who hears what of it, by what they are. */
class NoticeRulesTest {

    private static final UUID CLIENT = new UUID(2, 2);
    private static final UUID OTHER = new UUID(3, 3);
    private static final UUID CHANGE = new UUID(4, 4);
    private static final UUID INVOICE = new UUID(5, 5);
    private static final UUID CARD = new UUID(6, 6);
    private static final Instant AT = Instant.parse("2026-11-16T12:00:00Z");
    private static final Money TOTAL = Money.parse("USD 77.77");
    private static final String ASKING = "asking@acme.test";

    /**
     * Everybody that there can be, and whether they may see the amounts of their account's plan.
     */
    private record Somebody(Person person, boolean seesAmounts) {}

    private static List<Somebody> everybody() {
        var all = new ArrayList<Somebody>();
        for (UUID client : new @Nullable UUID[] {null, CLIENT, OTHER}) {
            all.add(new Somebody(person(client, "ADMIN"), true));
            all.add(new Somebody(person(client, "MEMBER"), false));
            all.add(new Somebody(person(client, "Helpers", "users:manage"), false));
            all.add(
                    new Somebody(
                            person(
                                    client,
                                    "Seats",
                                    client == null ? "seats:allocate" : "seats:manage"),
                            false));
            all.add(
                    new Somebody(
                            person(
                                    client,
                                    "Payers",
                                    client == null ? "billing:manage" : "company-settings:manage"),
                            true));
        }
        return all;
    }

    static Stream<SeatflowEvent> ofEitherPlan() {
        return Stream.of(true, false).flatMap(NoticeRulesTest::told);
    }

    private static Stream<SeatflowEvent> told(boolean direct) {
        UUID paying = direct ? CLIENT : null;
        return Stream.of(
                new SeatChangeAwaitingConfirmation(change("AWAITING_CONFIRMATION", paying)),
                new SeatPurchaseConfirmed(
                        CHANGE,
                        "ALLOCATE",
                        CLIENT,
                        15,
                        5,
                        new UUID(9, 9),
                        1,
                        AT,
                        "confirming@acme.test",
                        paying),
                new SeatChangeCompleted(change("COMPLETED", paying)),
                new SeatChangeDeclined(change("DECLINED", paying)),
                new InvoiceIssued(
                        INVOICE, "INV-000001", "PERIOD", TOTAL, LocalDate.of(2026, 11, 16), paying),
                new InvoicePaid(INVOICE, "INV-000001", "PERIOD", TOTAL, paying),
                new PaymentFailed(
                        INVOICE, "INV-000001", "PERIOD", TOTAL, "declined", "Do Not Honor", paying),
                new PlanPastDue(paying),
                new PlanRestored(paying),
                new PlanChanged("PREFERRED", List.of(), LocalDate.of(2026, 11, 16), paying),
                new CardExpiring(CARD, "VISA", "1881", "12/2026", true, paying),
                new CardExpired(CARD, "VISA", "1881", "12/2026", false, paying));
    }

    @ParameterizedTest
    @MethodSource("ofEitherPlan")
    void amountsReachOnlyWhoMaySeeThoseOfThePlanThatPays(SeatflowEvent event) {
        UUID paying = payer(event);
        for (Notice notice : NoticeRules.of(received(event), facts("ACTIVE"))) {
            assertThat(notice.heading().title() + notice.heading().text())
                    .doesNotContain("USD", "66.67", "77.77", "2349");
            for (Somebody somebody : everybody()) {
                if (notice instanceof Priced && Hearing.hears(somebody.person(), notice)) {
                    assertThat(somebody.seesAmounts()).as("%s", somebody).isTrue();
                    assertThat(somebody.person().clientId()).as("%s", somebody).isEqualTo(paying);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ofEitherPlan")
    void whoeverPaysIsToldAndWhatAClientPaysForIsNothingForItsPartner(SeatflowEvent event) {
        UUID paying = payer(event);
        Set<@Nullable UUID> accounts = new HashSet<>();
        for (Notice notice : NoticeRules.of(received(event), facts("ACTIVE"))) {
            everybody().stream()
                    .map(Somebody::person)
                    .filter(person -> Hearing.hears(person, notice))
                    .forEach(person -> accounts.add(person.clientId()));
        }
        assertThat(accounts).contains(paying).doesNotContain(OTHER);
        if (paying != null) {
            assertThat(accounts).containsExactly(paying);
        }
    }

    @ParameterizedTest
    @MethodSource("ofEitherPlan")
    void membersHearOfNothing(SeatflowEvent event) {
        for (Notice notice : NoticeRules.of(received(event), facts("ACTIVE"))) {
            everybody().stream()
                    .map(Somebody::person)
                    .filter(person -> Set.of("MEMBER", "Helpers").contains(person.role()))
                    .forEach(person ->
                            assertThat(Hearing.hears(person, notice)).as("%s", person).isFalse());
        }
    }

    @ParameterizedTest
    @MethodSource("ofEitherPlan")
    void theNoticeWithAmountsComesFirstAndIsOfTheSameThing(SeatflowEvent event) {
        List<Notice> notices = NoticeRules.of(received(event), facts("ACTIVE"));
        assertThat(notices).isNotEmpty();
        assertThat(notices)
                .extracting(notice -> notice.heading().onceKey())
                .containsOnly(notices.getFirst().heading().onceKey());
        assertThat(notices.subList(1, notices.size())).allMatch(Plain.class::isInstance);
        assertThat(NoticeRules.concern(event)).isInstanceOf(NoticeRules.Concern.Somebody.class);
    }

    @Test
    void whoConfirmedNeedNotBeToldOfIt() {
        SeatflowEvent event =
                new SeatPurchaseConfirmed(
                        CHANGE,
                        "ALLOCATE",
                        CLIENT,
                        15,
                        5,
                        new UUID(9, 9),
                        1,
                        AT,
                        "admin@null.test");
        Person admin = person(null, "ADMIN");
        assertThat(NoticeRules.of(received(event), Facts.NONE))
                .noneMatch(notice -> Hearing.hears(admin, notice));
    }

    /** Who may buy seats sees amounts, but it is not for them to change what pays. */
    @Test
    void aCardThatExpiresIsToldToWhoMayChangeIt() {
        for (UUID paying : new @Nullable UUID[] {null, CLIENT}) {
            var notices =
                    NoticeRules.of(
                            received(
                                    new CardExpiring(
                                            CARD, "AMEX", "0005", "12/2026", true, paying)),
                            Facts.NONE);
            assertThat(notices).hasSize(1);
            var notice = notices.getFirst();
            assertThat(notice.heading().title())
                    .isEqualTo("The card ending in 0005 expires at the end of 12/2026");
            assertThat(Hearing.hears(person(paying, "ADMIN"), notice)).isTrue();
            assertThat(
                            Hearing.hears(
                                    person(
                                            paying,
                                            "Payers",
                                            paying == null
                                                    ? "billing:manage"
                                                    : "company-settings:manage"),
                                    notice))
                    .isTrue();
            assertThat(Hearing.hears(person(paying, "Buyers", "seats:purchase"), notice)).isFalse();
            assertThat(Hearing.hears(person(paying, "MEMBER"), notice)).isFalse();
            assertThat(Hearing.hears(person(paying == null ? CLIENT : null, "ADMIN"), notice))
                    .isFalse();
        }
    }

    @Test
    void whatCostsNothingIsNoNews() {
        var done =
                new SeatChangeState(
                        CHANGE,
                        "ALLOCATE",
                        CLIENT,
                        15,
                        "COMPLETED",
                        0,
                        null,
                        null,
                        null,
                        ASKING,
                        AT,
                        AT);
        var event = new SeatChangeCompleted(done);
        assertThat(NoticeRules.of(received(event), Facts.NONE)).isEmpty();
        assertThat(NoticeRules.concern(event)).isInstanceOf(NoticeRules.Concern.Nobody.class);
    }

    @Test
    void aTrialsEndIsToldToBothSidesInTheirOwnWords() {
        for (SeatflowEvent event :
                List.of(new TrialExpiring(CLIENT, AT, 3), new TrialExpired(CLIENT, AT))) {
            List<Notice> notices = NoticeRules.of(received(event), facts("TRIAL"));
            assertThat(notices)
                    .filteredOn(notice -> Hearing.hears(person(null, "ADMIN"), notice))
                    .singleElement()
                    .satisfies(notice ->
                            assertThat(notice.heading().title()).contains("trial of Globex"));
            assertThat(notices)
                    .filteredOn(notice -> Hearing.hears(person(CLIENT, "ADMIN"), notice))
                    .singleElement()
                    .satisfies(notice ->
                            assertThat(notice.heading().title()).startsWith("Your trial"));
            assertThat(notices).noneMatch(notice -> Hearing.hears(person(OTHER, "ADMIN"), notice));
        }
    }

    @Test
    void aTrialThatWasExtendedOrIsOverIsNoNewsAnyMore() {
        var earlier = AT.minusSeconds(1);
        assertThat(NoticeRules.of(received(new TrialExpiring(CLIENT, earlier, 3)), facts("TRIAL")))
                .isEmpty();
        assertThat(NoticeRules.of(received(new TrialExpired(CLIENT, earlier)), facts("TRIAL")))
                .isEmpty();
        assertThat(NoticeRules.of(received(new TrialExpiring(CLIENT, AT, 3)), facts("ACTIVE")))
                .isEmpty();
    }

    /** The client of a plan of its own is active at once; who was to be asked first still waits. */
    @ParameterizedTest
    @ValueSource(strings = {"TRIAL", "ACTIVE", "DISABLED"})
    void aTrialsEndIsToldWhateverBecomesOfTheClient(String status) {
        assertThat(NoticeRules.of(received(new TrialExpired(CLIENT, AT)), facts(status)))
                .hasSize(2);
    }

    @Test
    void aTrialThatCouldNotEndWithAnActivationIsToldToThePartnerWithTheReason() {
        var refused = new PlanGrowthRefused(CHANGE, CLIENT, "supply-limit-reached", "Full.", 100);
        var facts =
                new Facts(
                        new Facts.ConcernedClient("Globex", "DISABLED", AT, "supply-limit-reached"),
                        false);
        assertThat(NoticeRules.of(received(refused), facts))
                .filteredOn(notice -> Hearing.hears(person(null, "ADMIN"), notice))
                .singleElement()
                .satisfies(notice ->
                        assertThat(notice.heading().text())
                                .contains("the limit of the supply is reached"));
        assertThat(NoticeRules.of(received(refused), facts("TRIAL"))).isEmpty();
    }

    private static Facts facts(String status) {
        return new Facts(new Facts.ConcernedClient("Globex", status, AT, null), true);
    }

    private static @Nullable UUID payer(SeatflowEvent event) {
        return told(true).anyMatch(event::equals) ? CLIENT : null;
    }

    private static SeatChangeState change(String status, @Nullable UUID paying) {
        var quote =
                new Quote(
                        new UUID(9, 9),
                        Money.parse("USD 66.67"),
                        Money.parse("USD 2249.00"),
                        Money.parse("USD 2349.00"),
                        15,
                        30,
                        LocalDate.of(2026, 12, 1),
                        AT);
        return new SeatChangeState(
                CHANGE,
                "ALLOCATE",
                CLIENT,
                15,
                status,
                5,
                quote,
                null,
                null,
                ASKING,
                AT,
                null,
                paying);
    }

    private static Person person(@Nullable UUID client, String role, String... permissions) {
        return new Person(
                new UUID(1, 1),
                client,
                (role + "@" + client + ".test").toLowerCase(java.util.Locale.ROOT),
                role,
                Set.of(permissions),
                List.of());
    }

    private static Received<SeatflowEvent> received(SeatflowEvent event) {
        return new Received<>(new UUID(8, 8), "/seat-service", new UUID(0, 1), 1, AT, event);
    }
}
