package io.seatflow.acceptance;

import io.seatflow.acceptance.Client.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;

/** What an answer says to whoever reads it, also on paper. */
final class Paper {

    private static final String PDF = "application/pdf";

    private Paper() {}

    /** The words of an answer, whatever its format. */
    static String words(Answer answer) {
        if (!answer.format().startsWith(PDF)) {
            return answer.text();
        }
        try (var document = Loader.loadPDF(answer.text().getBytes(StandardCharsets.ISO_8859_1))) {
            return new PDFTextStripper().getText(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
