package io.seatflow.billing.invoice.paper;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.seatflow.billing.BraintreeForTests;
import io.seatflow.billing.invoice.Issuer;
import io.seatflow.billing.invoice.paper.InvoicePage.Line;
import io.seatflow.billing.invoice.paper.InvoicePage.Payment;
import io.seatflow.billing.invoice.paper.InvoicePage.Total;
import io.seatflow.platform.testing.Servers;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invoices on paper: whole, readable, and in everybody's letters. */
@QuarkusTest
@WithTestResource(Servers.class)
@WithTestResource(BraintreeForTests.class)
class PapersTest {

    private static final Path PICTURES = Path.of("target/pictures");

    @Inject Papers papers;

    @Test
    void aLongInvoiceRepeatsItsHeadAndNumbersItsPages() throws IOException {
        try (var pdf = pdf("long", page("Acme Dashboards", 60))) {
            assertThat(pdf.getNumberOfPages()).isGreaterThan(2);
            for (int i = 1; i <= pdf.getNumberOfPages(); i++) {
                assertThat(text(pdf, i))
                        .contains("Page %d of %d".formatted(i, pdf.getNumberOfPages()));
            }
            for (int i = 1; i < pdf.getNumberOfPages(); i++) {
                assertThat(text(pdf, i)).contains("Unit price");
            }
            var all = text(pdf, 0);
            assertThat(IntStream.rangeClosed(1, 60))
                    .allSatisfy(i ->
                            assertThat(all)
                                    .contains("Seats of team %d from 2026-11-16".formatted(i)));
        }
    }

    @Test
    void itSaysItsTitleAndWhoseItIs() throws IOException {
        try (var pdf = pdf("short", page("Acme Dashboards", 2))) {
            assertThat(pdf.getNumberOfPages()).isEqualTo(1);
            var about = pdf.getDocumentInformation();
            assertThat(about.getTitle()).isEqualTo("Invoice INV-000042 · Seatflow");
            assertThat(about.getAuthor()).isEqualTo("Seatflow");
            assertThat(about.getSubject()).contains("Acme Dashboards");
            assertThat(pdf.getDocumentCatalog().getLanguage()).isEqualTo("en");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Аналитика Плюс, Київ",
                "Ανάλυση Δεδομένων ΑΕ",
                "Łódź Şirketi Ñandú Čtvrtý Việt",
                "\u05e0\u05ea\u05d5\u05e0\u05d9\u05dd",
                "\u0628\u064a\u0627\u0646\u0627\u062a",
                "Հայաստան საქართველო"
            })
    void namesAreInTheirOwnLetters(String name) throws IOException {
        try (var pdf = pdf("letters-" + Integer.toHexString(name.hashCode()), page(name, 2))) {
            assertThat(text(pdf, 1)).doesNotContain("#");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"株式会社アナリティクスさくら", "深圳数据分析有限公司", "臺北數據股份有限公司", "데이터분석주식회사", "Acme株式会社（東京）"})
    void namesOfTheFarEastAreReadable(String name) throws IOException {
        try (var pdf = pdf("letters-" + Integer.toHexString(name.hashCode()), page(name, 2))) {
            // One glyph may stand for a letter and for its radical: they are the same to a reader.
            assertThat(compatible(text(pdf, 1).replaceAll("\\s", "")))
                    .contains(compatible(name))
                    .doesNotContain("#");
        }
    }

    private static String compatible(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
    }

    @Test
    void aNameIsNeverMoreThanWords() throws IOException {
        var name = "</td><script>alert(1)</script><img src='https://example.test/x'/> {page.payer}";

        var html = papers.html(page(name, 1)).await().atMost(Duration.ofSeconds(30));

        assertThat(html).doesNotContain("<script>", "<img").contains("&lt;script&gt;");
        try (var pdf = pdf("words", page(name + "\u0001" + "A".repeat(200), 1))) {
            // As long as it is, it is broken somewhere.
            assertThat(text(pdf, 1).replaceAll("\\s", "")).contains("<script>", "{page.payer}");
        }
    }

    private PDDocument pdf(String picture, InvoicePage page) throws IOException {
        var bytes = papers.pdf(page).await().atMost(Duration.ofSeconds(30));
        var pdf = Loader.loadPDF(bytes);
        Files.createDirectories(PICTURES);
        for (int i = 0; i < pdf.getNumberOfPages(); i++) {
            ImageIO.write(
                    new PDFRenderer(pdf).renderImageWithDPI(i, 96),
                    "png",
                    PICTURES.resolve("%s-%d.png".formatted(picture, i + 1)).toFile());
        }
        return pdf;
    }

    /** Of a page, or of all where it is 0. */
    private static String text(PDDocument pdf, int page) throws IOException {
        var stripper = new PDFTextStripper();
        if (page > 0) {
            stripper.setStartPage(page);
            stripper.setEndPage(page);
        }
        return stripper.getText(pdf);
    }

    private static InvoicePage page(String payer, int lines) {
        return new InvoicePage(
                "Invoice",
                "INV-000042",
                new Issuer(
                        "Seatflow",
                        List.of("1 Example Street", "Toronto"),
                        "billing@seatflow.test",
                        "123456789"),
                payer,
                "accounts@acme.test",
                "01890a5d-ac96-774b-bcce-b302099a8057",
                "16 November 2026",
                "1 November 2026 – 30 November 2026",
                null,
                "Paid",
                "",
                "USD",
                Stream.iterate(1, i -> i + 1)
                        .limit(lines)
                        .map(i ->
                                new Line(
                                        "Seats of team %d from 2026-11-16".formatted(i),
                                        "5 seats × USD 20.00 × 15 of 30 days",
                                        "5",
                                        "20.00",
                                        "50.00"))
                        .toList(),
                List.of(
                        new Total("Total", "USD 3,000.00", true),
                        new Total("Paid", "USD 3,000.00", false),
                        new Total("To pay", "USD 0.00", true)),
                List.of(new Payment("Visa ending in 1111", "paid", "USD 3,000.00")));
    }
}
