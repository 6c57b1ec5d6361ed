package io.seatflow.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Redoes the sums of an invoice's account with a pencil. */
final class Bookkeeper {

    private Bookkeeper() {}

    /** From what the explanation says, and nothing else, every amount follows. */
    static void requireThatItAddsUp(JsonPath explained, InvoiceIssued issued) {
        List<Map<String, Object>> lines = explained.getList("lines");
        var sum = BigDecimal.ZERO;
        for (var line : lines) {
            var amount = money(line, "amount");
            assertThat(recomputed(figures(line), amount.scale()))
                    .as("%s of %s", line.get("description"), issued.number())
                    .isEqualByComparingTo(amount);
            assertThat((List<?>) line.get("steps")).isNotEmpty();
            sum = sum.add(amount);
        }
        assertThat(sum).isEqualByComparingTo(issued.total().getAmount());
    }

    private static BigDecimal recomputed(Map<String, Object> figures, int digits) {
        return switch (String.valueOf(figures.get("how"))) {
            case "WHOLE_PERIOD" ->
                    money(figures, "unitPrice").multiply(number(figures, "quantity"));
            case "PART_OF_PERIOD" ->
                    money(figures, "feesSoFar")
                            .multiply(number(figures, "days"))
                            .divide(number(figures, "periodDays"), digits, RoundingMode.HALF_UP)
                            .subtract(money(figures, "askedBefore"));
            case "RISE" -> due(figures, digits).subtract(money(figures, "chargedBefore"));
            case "TAKEN_BACK" -> money(figures, "asked").negate();
            case "TOO_MUCH" -> tooMuch(figures, digits);
            case "REST" ->
                    money(figures, "stays")
                            .add(money(figures, "takenOffBefore"))
                            .subtract(money(figures, "asked"));
            default -> throw new AssertionError(figures);
        };
    }

    private static BigDecimal due(Map<String, Object> figures, int digits) {
        return number(figures, "feeDaysBefore")
                .add(
                        money(figures, "feeAfter")
                                .subtract(money(figures, "feeBefore"))
                                .multiply(number(figures, "days")))
                .divide(number(figures, "periodDays"), digits, RoundingMode.HALF_UP);
    }

    /** As much as was taken off invoices, which is no more than was too much. */
    private static BigDecimal tooMuch(Map<String, Object> figures, int digits) {
        var takenOff =
                ((List<?>) Objects.requireNonNull(figures.get("takenOff")))
                        .stream()
                                .map(each -> amount(((Map<?, ?>) each).get("amount")))
                                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(takenOff)
                .isPositive()
                .isLessThanOrEqualTo(
                        money(figures, "chargedBefore").subtract(due(figures, digits)));
        return takenOff.negate();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> figures(Map<String, Object> line) {
        return (Map<String, Object>) Objects.requireNonNull(line.get("figures"));
    }

    private static BigDecimal money(Map<String, Object> of, String name) {
        return amount(of.get(name));
    }

    private static BigDecimal amount(@Nullable Object money) {
        var of = (Map<?, ?>) Objects.requireNonNull(money);
        return new BigDecimal(String.valueOf(of.get("amount")));
    }

    private static BigDecimal number(Map<String, Object> of, String name) {
        return new BigDecimal(String.valueOf(of.get(name)));
    }
}
