package io.seatflow.billing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.billing.catalog.Catalogs;
import io.seatflow.billing.catalog.Interval;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectPlanRulesTest {

    /** From 16 November to 16 December. */
    private static final Plan PLAN =
            PlanRules.start(
                    new BillingCalendar(
                            Interval.MONTHLY,
                            16,
                            LocalDate.parse("2026-11-16"),
                            ZoneId.of("America/Toronto")),
                    Catalogs.local(),
                    new PlanState("DIRECT", List.of(), 4));

    @Test
    void aPeriodThatRanOutIsNotBegunAgainByWhatIsHeardLate() {
        assertThat(beginsOn("2026-12-16", "2026-12-10")).isEqualTo("2026-12-16");
        assertThat(beginsOn("2026-12-16", "2026-12-20")).isEqualTo("2026-12-20");
    }

    @Test
    void oneThatWasBrokenOffIsOver() {
        assertThat(beginsOn("2026-11-20", "2026-12-10")).isEqualTo("2026-12-10");
    }

    /** Its first day is where an earlier life of it runs out, which is paid for until then. */
    @Test
    void whatWasLeftBeforeItsFirstDayBeginsThenAndIsPaidFor() {
        var leftOn = LocalDate.parse("2026-11-12");
        assertThat(DirectPlanRules.neverBegan(PLAN, leftOn)).isTrue();
        // Disabled, it was to end where the paid period does; billed to the partner, at once.
        assertThat(beginsOn(leftOn, "2026-11-16", "2026-11-14")).isEqualTo("2026-11-16");
        assertThat(beginsOn(leftOn, "2026-11-12", "2026-11-14")).isEqualTo("2026-11-14");
        assertThat(resumes(leftOn, "2026-11-16")).isFalse();
    }

    @Test
    void onItsFirstDayItGoesOnOnlyIfItWasLeftSince() {
        assertThat(resumes(LocalDate.parse("2026-11-16"), "2026-11-16")).isTrue();
        assertThat(resumes(LocalDate.parse("2026-11-16"), "2026-11-17")).isFalse();
    }

    private static boolean resumes(LocalDate leftOn, String on) {
        return DirectPlanRules.resumes(PLAN, leftOn, LocalDate.parse(on));
    }

    private static LocalDate beginsOn(String endedOn, String on) {
        return beginsOn(LocalDate.parse("2026-11-18"), endedOn, on);
    }

    private static LocalDate beginsOn(LocalDate leftOn, String endedOn, String on) {
        return DirectPlanRules.beginsOn(
                PLAN, leftOn, LocalDate.parse(endedOn), LocalDate.parse(on));
    }
}
