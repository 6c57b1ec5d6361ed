package io.seatflow.billing.invoice.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.billing.invoice.Issuer;
import io.seatflow.billing.invoice.Letterhead;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.platform.database.HibernateTx;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.util.List;

/**
 * Who issued invoices and whom they were made out to. A plan has the name that its next invoice
 * says; what earlier ones say is kept when it changes, so that issuing one costs nothing more.
 */
@ApplicationScoped
public class Letterheads {

    /**
     * The payer of a plan that is held has another name: its invoices so far keep the one before.
     */
    public Uni<Void> rename(HibernateTx tx, HeldPlan held, String name) {
        if (held.payerName().equals(name)) {
            return Uni.createFrom().voidItem();
        }
        return tx.execute(
                        """
                        insert into former_payer (partner_id, plan_id, last_number, name, email)
                        select partner_id, plan_id, max(number), $3, $4 from invoice
                        where partner_id = $1 and plan_id = $2 group by partner_id, plan_id
                        on conflict do nothing
                        """,
                        held.partnerId(),
                        held.planId(),
                        held.payerName(),
                        held.payerEmail())
                .invoke(() -> held.rename(name))
                .replaceWithVoid();
    }

    /**
     * What an invoice of a plan says, as it was when it was issued. One from before wordings were
     * kept has the first that was.
     */
    public Uni<Letterhead> of(HeldPlan plan, Issued invoice) {
        return Panache.getSession()
                .chain(session ->
                        session.createNativeQuery(
                                        """
                                        select w.name, w.address, w.email, w.tax_number,
                                            coalesce(f.name, p.payer_name) payer, coalesce(f.email, p.payer_email) payer_email
                                        from invoice i join plan p on p.partner_id = i.partner_id and p.plan_id = i.plan_id
                                            join issuer_wording w on w.issuer = i.issuer and w.version = coalesce(i.issuer_version,
                                                (select min(version) from issuer_wording where issuer = i.issuer))
                                            left join lateral (
                                                select name, email from former_payer
                                                where partner_id = i.partner_id and plan_id = i.plan_id and last_number >= i.number
                                                order by last_number limit 1) f on true
                                        where i.partner_id = ?1 and i.plan_id = ?2 and i.id = ?3
                                        """,
                                        Tuple.class)
                                .setParameter(1, plan.partnerId())
                                .setParameter(2, plan.planId())
                                .setParameter(3, invoice.id())
                                .getSingleResult())
                .map(Letterheads::letterhead);
    }

    private static Letterhead letterhead(Tuple row) {
        var address = row.get("address", String.class);
        return new Letterhead(
                new Issuer(
                        row.get("name", String.class),
                        address.isEmpty() ? List.of() : List.of(address.split("\n")),
                        row.get("email", String.class),
                        row.get("tax_number", String.class)),
                row.get("payer", String.class),
                row.get("payer_email", String.class));
    }
}
