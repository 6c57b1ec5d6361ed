package io.seatflow.billing.invoice.rest;

import io.seatflow.billing.plan.postgres.Account;
import io.seatflow.platform.list.Csv;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.tenancy.Permission;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;

/** A partner's invoices and how they are paid. */
@Path("/v1/partners/{partnerId}/invoices")
class InvoiceResource {

    private final InvoiceAnswers answers;
    private final CurrentCall call;

    InvoiceResource(InvoiceAnswers answers, CurrentCall call) {
        this.answers = answers;
        this.call = call;
    }

    /**
     * @param reason a sentence for whoever was to pay the invoice
     */
    record CreditRequest(@NotNull @NotBlank @Size(max = 500) String reason) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "The invoices, newest first",
            description =
                    "As JSON a page at a time; as CSV all that match, a row for each line of theirs, for"
                            + " which Accept is text/csv or format is csv.")
    @APIResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = InvoiceView.Paged.class)),
                @Content(
                        mediaType = Csv.MEDIA_TYPE,
                        schema = @Schema(implementation = String.class))
            })
    @APIResponse(
            responseCode = "400",
            description = "invalid-request: every parameter that is wrong is named in errors")
    public Uni<Page<InvoiceView>> list(UUID partnerId, @BeanParam InvoiceQuery query) {
        requireSight();
        return answers.list(Account.ofPartner(partnerId), query);
    }

    /** All of them as a file. */
    @GET
    @Produces(Csv.MEDIA_TYPE)
    @Operation(hidden = true)
    public RestMulti<String> file(UUID partnerId, @BeanParam InvoiceQuery query) {
        requireSight();
        return answers.file(Uni.createFrom().item(Account.ofPartner(partnerId)), query);
    }

    @GET
    @Path("/{invoiceId}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "An invoice",
            description = "As JSON, as a page of HTML, or the same page as PDF, as Accept says.")
    @APIResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = InvoiceView.class)),
                @Content(
                        mediaType = MediaType.TEXT_HTML,
                        schema = @Schema(implementation = String.class)),
                @Content(
                        mediaType = FormatFilter.PDF,
                        schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    public Uni<RestResponse<InvoiceView>> get(UUID partnerId, String invoiceId) {
        requireSight();
        return answers.get(Account.ofPartner(partnerId), invoiceId);
    }

    /** It as a page. */
    @GET
    @Path("/{invoiceId}")
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public Uni<RestResponse<String>> page(UUID partnerId, String invoiceId) {
        requireSight();
        return answers.html(Account.ofPartner(partnerId), invoiceId);
    }

    /** It on paper. */
    @GET
    @Path("/{invoiceId}")
    @Produces(FormatFilter.PDF)
    @Operation(hidden = true)
    public Uni<RestResponse<byte[]>> paper(UUID partnerId, String invoiceId) {
        requireSight();
        return answers.pdf(Account.ofPartner(partnerId), invoiceId);
    }

    @GET
    @Path("/{invoiceId}/explanation")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Where every cent of an invoice comes from",
            description =
                    "Line by line: the rule, the figures, and the seats down to the ledger's transfers."
                            + " As JSON or as a page of HTML, as Accept says.")
    @APIResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = ExplanationView.class)),
                @Content(
                        mediaType = MediaType.TEXT_HTML,
                        schema = @Schema(implementation = String.class))
            })
    public Uni<ExplanationView> explanation(UUID partnerId, String invoiceId) {
        requireSight();
        return answers.explain(Account.ofPartner(partnerId), invoiceId);
    }

    /** It as a page. */
    @GET
    @Path("/{invoiceId}/explanation")
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public Uni<String> explanationPage(UUID partnerId, String invoiceId) {
        requireSight();
        return answers.explanationPage(Account.ofPartner(partnerId), invoiceId);
    }

    @POST
    @Path("/{invoiceId}/pay")
    @Cancellable(false)
    public Uni<RestResponse<InvoiceView>> pay(UUID partnerId, String invoiceId) {
        call.caller().require(Permission.BILLING_MANAGE);
        requireSight();
        return answers.pay(Account.ofPartner(partnerId), invoiceId);
    }

    /** Takes an invoice back with a credit note; for an operator. */
    @POST
    @Path("/{invoiceId}/credit-notes")
    @Cancellable(false)
    public Uni<RestResponse<InvoiceView>> credit(
            UUID partnerId, String invoiceId, CreditRequest request) {
        call.caller().requireOperator();
        return answers.credit(partnerId, invoiceId, request.reason());
    }

    private void requireSight() {
        if (!call.caller().seesAmounts()) {
            throw Caller.forbidden("billing:manage, seats:purchase or billing:read");
        }
    }
}
