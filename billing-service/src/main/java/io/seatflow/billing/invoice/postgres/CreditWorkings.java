package io.seatflow.billing.invoice.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.billing.invoice.CreditWorking;
import io.seatflow.billing.invoice.ExplanationRules.Corrected;
import io.seatflow.billing.invoice.TakenOff;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/** How the lines of credit notes came about that were issued by themselves. */
@ApplicationScoped
public class CreditWorkings {

    /** Notes how the lines of a credit note that was just issued came about. */
    public Uni<Void> note(Issued credit, List<CreditWorking> some) {
        var workings =
                some.stream()
                        .filter(each -> each.tooMuch() != null)
                        .map(each -> CreditWorkingRow.of(credit, each));
        var parts =
                some.stream()
                        .flatMap(each ->
                                each.takenOff().stream()
                                        .map(part ->
                                                CreditPartRow.of(credit, each.position(), part)));
        var rows = Stream.concat(workings, parts).toArray();
        return Panache.getSession().chain(session -> session.persistAll(rows));
    }

    /** How the lines of a credit note came about; nothing where that was not kept. */
    Uni<List<CreditWorking>> of(Issued credit) {
        return CreditPartRow.<CreditPartRow>find(
                        "partnerId = ?1 and creditId = ?2 order by position, invoiceId",
                        credit.partnerId(),
                        credit.id())
                .list()
                .chain(parts -> of(credit, parts));
    }

    private static Uni<List<CreditWorking>> of(Issued credit, List<CreditPartRow> parts) {
        var unit = credit.total().getCurrencyUnit();
        return CreditWorkingRow.<CreditWorkingRow>find(
                        "partnerId = ?1 and creditId = ?2", credit.partnerId(), credit.id())
                .list()
                .map(rows ->
                        rows.stream().collect(Collectors.toMap(row -> row.position, row -> row)))
                .map(rows -> together(parts, rows, unit));
    }

    private static List<CreditWorking> together(
            List<CreditPartRow> parts, Map<Integer, CreditWorkingRow> rows, CurrencyUnit unit) {
        return parts.stream().map(part -> part.position).distinct().toList().stream()
                .map(position -> working(position, parts, rows, unit))
                .toList();
    }

    private static CreditWorking working(
            int position,
            List<CreditPartRow> parts,
            Map<Integer, CreditWorkingRow> rows,
            CurrencyUnit unit) {
        var takenOff =
                parts.stream()
                        .filter(part -> part.position == position)
                        .map(part -> new TakenOff(part.invoiceId, Money.of(unit, part.amount)))
                        .toList();
        var row = rows.get(position);
        return new CreditWorking(position, row == null ? null : row.toTooMuch(unit), takenOff);
    }

    /** What a plan's credit notes before one had taken off an invoice. */
    Uni<Money> takenOffBefore(Issued credit, UUID invoiceId) {
        return Panache.getSession()
                .chain(session ->
                        session.createNativeQuery(
                                        """
                                        select coalesce(sum(p.amount), 0) from credit_part p
                                            join invoice n on n.partner_id = p.partner_id and n.id = p.credit_id
                                        where p.partner_id = ?1 and p.invoice_id = ?2 and n.number < ?3
                                        """,
                                        BigDecimal.class)
                                .setParameter(1, credit.partnerId())
                                .setParameter(2, invoiceId)
                                .setParameter(3, Invoices.numberIn(credit.number()))
                                .getSingleResult())
                .map(sum -> Money.of(credit.total().getCurrencyUnit(), sum));
    }

    /** The numbers of the invoices that a credit note took something off. */
    Uni<Map<UUID, Corrected>> corrected(Issued credit) {
        return Panache.getSession()
                .chain(session ->
                        session.createNativeQuery(
                                        """
                                        select distinct i.id, i.issuer, i.number from credit_part p
                                            join invoice i on i.partner_id = p.partner_id and i.id = p.invoice_id
                                        where p.partner_id = ?1 and p.credit_id = ?2
                                        """,
                                        Tuple.class)
                                .setParameter(1, credit.partnerId())
                                .setParameter(2, credit.id())
                                .getResultList())
                .map(rows ->
                        rows.stream()
                                .map(CreditWorkings::corrected)
                                .collect(Collectors.toMap(Corrected::id, each -> each)));
    }

    private static Corrected corrected(Tuple row) {
        return new Corrected(
                row.get("id", UUID.class),
                Invoices.fullNumber(
                        row.get("issuer", String.class), row.get("number", Long.class)));
    }
}
