package io.seatflow.billing.invoice.rest;

import io.seatflow.billing.plan.postgres.Account;
import io.seatflow.billing.plan.postgres.ClientAccounts;
import io.seatflow.platform.list.Csv;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
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

/** The invoices of a client that the vendor bills, for its own people. */
@Path("/v1/partners/{partnerId}/clients/{clientId}/billing/invoices")
class ClientInvoiceResource {

    private final InvoiceAnswers answers;
    private final ClientAccounts accounts;
    private final CurrentCall call;

    ClientInvoiceResource(InvoiceAnswers answers, ClientAccounts accounts, CurrentCall call) {
        this.answers = answers;
        this.accounts = accounts;
        this.call = call;
    }

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
    public Uni<Page<InvoiceView>> list(
            UUID partnerId, UUID clientId, @BeanParam InvoiceQuery query) {
        return account(partnerId, clientId).chain(of -> answers.list(of, query));
    }

    /** All of them as a file. */
    @GET
    @Produces(Csv.MEDIA_TYPE)
    @Operation(hidden = true)
    public RestMulti<String> file(UUID partnerId, UUID clientId, @BeanParam InvoiceQuery query) {
        return answers.file(account(partnerId, clientId), query);
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
    public Uni<RestResponse<InvoiceView>> get(UUID partnerId, UUID clientId, String invoiceId) {
        return account(partnerId, clientId).chain(of -> answers.get(of, invoiceId));
    }

    /** It as a page. */
    @GET
    @Path("/{invoiceId}")
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public Uni<RestResponse<String>> page(UUID partnerId, UUID clientId, String invoiceId) {
        return account(partnerId, clientId).chain(of -> answers.html(of, invoiceId));
    }

    /** It on paper. */
    @GET
    @Path("/{invoiceId}")
    @Produces(FormatFilter.PDF)
    @Operation(hidden = true)
    public Uni<RestResponse<byte[]>> paper(UUID partnerId, UUID clientId, String invoiceId) {
        return account(partnerId, clientId).chain(of -> answers.pdf(of, invoiceId));
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
    public Uni<ExplanationView> explanation(UUID partnerId, UUID clientId, String invoiceId) {
        return account(partnerId, clientId).chain(of -> answers.explain(of, invoiceId));
    }

    /** It as a page. */
    @GET
    @Path("/{invoiceId}/explanation")
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public Uni<String> explanationPage(UUID partnerId, UUID clientId, String invoiceId) {
        return account(partnerId, clientId).chain(of -> answers.explanationPage(of, invoiceId));
    }

    @POST
    @Path("/{invoiceId}/pay")
    @Cancellable(false)
    public Uni<RestResponse<InvoiceView>> pay(UUID partnerId, UUID clientId, String invoiceId) {
        return account(partnerId, clientId).chain(of -> answers.pay(of, invoiceId));
    }

    private Uni<Account> account(UUID partnerId, UUID clientId) {
        return accounts.of(call.caller(), partnerId, clientId);
    }
}
