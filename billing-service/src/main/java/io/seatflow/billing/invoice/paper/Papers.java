package io.seatflow.billing.invoice.paper;

import com.openhtmltopdf.bidi.support.ICUBidiReorderer;
import com.openhtmltopdf.bidi.support.ICUBidiSplitter;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.TextDirection;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.seatflow.billing.invoice.Explanation;
import io.seatflow.billing.invoice.Letterhead;
import io.seatflow.billing.invoice.postgres.Issued;
import io.seatflow.billing.payment.postgres.Payments;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Prints invoices: a page of HTML, and the same page as PDF. */
@ApplicationScoped
public class Papers {

    private static final String FONT = "DejaVu Sans";
    private static final String FONTS = "/net/sf/jasperreports/fonts/dejavu/";

    /** For names in Chinese, Japanese and Korean, which the other does not have. */
    private static final String EASTERN_FONT = "WenQuanYi Micro Hei";

    private static final String EASTERN_FONT_FILE = "/fonts/wqy-microhei.ttf";

    /** It is large, so it is read only where it is needed. */
    private static final Pattern EASTERN =
            Pattern.compile(
                    "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}\\p{IsBopomofo}\\x{3000}-\\x{303F}\\x{FF00}-\\x{FFEF}]");

    /** A PDF costs a processor for some tenths of a second: more at once would be no faster. */
    private static final int PRINTING_AT_ONCE = 2;

    private static final int WAITING_MAX = 100;

    /** Characters that no document of XML may hold, which a name may hold all the same. */
    private static final Pattern NO_XML =
            Pattern.compile(
                    "[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");

    private final ExecutorService printers =
            new ThreadPoolExecutor(
                    PRINTING_AT_ONCE,
                    PRINTING_AT_ONCE,
                    0,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(WAITING_MAX),
                    Thread.ofPlatform().name("printer-", 0).daemon().factory());

    @CheckedTemplate(basePath = "invoice", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static class Templates {

        private Templates() {}

        static native TemplateInstance page(InvoicePage page);

        static native TemplateInstance explanation(ExplanationPage page);
    }

    @PreDestroy
    void stop() {
        printers.shutdown();
    }

    /** What is printed of an invoice of a plan. */
    public InvoicePage page(
            Letterhead letterhead,
            Issued invoice,
            Explanation explanation,
            List<Payments.Shown> payments) {
        return InvoicePage.of(letterhead, invoice, explanation, payments);
    }

    public Uni<String> html(InvoicePage page) {
        return Templates.page(page).createUni();
    }

    /** The account of an invoice, to be read. */
    public Uni<String> html(Issued invoice, Explanation explanation) {
        return Templates.explanation(ExplanationPage.of(invoice, explanation)).createUni();
    }

    /**
     * The page as PDF.
     *
     * @return fails as {@code unavailable} where too many others wait for theirs
     */
    public Uni<byte[]> pdf(InvoicePage page) {
        return html(page)
                .chain(this::printedElsewhere)
                .onFailure(RejectedExecutionException.class)
                .transform(_ ->
                        new Problem(
                                ProblemType.UNAVAILABLE,
                                "Too many invoices are being printed right now."));
    }

    /** On a thread of a printer, and back to where the request is at home. */
    private Uni<byte[]> printedElsewhere(String html) {
        var home = Vertx.currentContext();
        var printed = Uni.createFrom().item(html).emitOn(printers).map(Papers::printed);
        return home == null
                ? printed
                : printed.emitOn(command -> home.runOnContext(_ -> command.run()));
    }

    static byte[] printed(String html) {
        var pdf = new ByteArrayOutputStream();
        try {
            withFonts(new PdfRendererBuilder(), html)
                    .useFastMode()
                    .usePdfUaAccessibility(true)
                    .withProducer("Seatflow")
                    .useUnicodeBidiSplitter(new ICUBidiSplitter.ICUBidiSplitterFactory())
                    .useUnicodeBidiReorderer(new ICUBidiReorderer())
                    .defaultTextDirection(TextDirection.LTR)
                    // A page needs nothing from anywhere, whatever a name says.
                    .useUriResolver((_, _) -> null)
                    .withHtmlContent(NO_XML.matcher(html).replaceAll("\uFFFD"), null)
                    .toStream(pdf)
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pdf.toByteArray();
    }

    private static PdfRendererBuilder withFonts(PdfRendererBuilder builder, String html) {
        builder.useFont(() -> font(FONTS + "DejaVuSans.ttf"), FONT, 400, FontStyle.NORMAL, true)
                .useFont(
                        () -> font(FONTS + "DejaVuSans-Bold.ttf"),
                        FONT,
                        700,
                        FontStyle.NORMAL,
                        true);
        return EASTERN.matcher(html).find()
                ? builder.useFont(
                        () -> font(EASTERN_FONT_FILE), EASTERN_FONT, 400, FontStyle.NORMAL, true)
                : builder;
    }

    private static InputStream font(String file) {
        return Objects.requireNonNull(Papers.class.getResourceAsStream(file));
    }
}
