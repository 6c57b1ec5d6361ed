package io.seatflow.acceptance.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.acceptance.bench.Case.Door;
import io.seatflow.acceptance.bench.Case.Traffic;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class RatioPictureTest {

    @Test
    void barsAreAsLongAsTheRatios() throws Exception {
        var medians = new LinkedHashMap<Case, Measurement>();
        medians.put(new Case(Door.REFERENCE, Traffic.HOT, 32), found(1000, 1));
        medians.put(new Case(Door.SERVICE, Traffic.HOT, 128), found(8000, 8));
        medians.put(
                new Case(Door.GATEWAY, Traffic.HOT, 128),
                new Measurement(6000, 1, 2, Map.of(), 0, 0, 6, 0.75, 0));

        Document picture = parse(new RatioPicture(medians).svg("5 < 6 & fsync=on"));

        double one = width(picture, "reference");
        assertThat(width(picture, "service")).isBetween(7.9 * one, 8.1 * one);
        assertThat(width(picture, "gateway")).isBetween(5.9 * one, 6.1 * one);
        assertThat(picture.getDocumentElement().getTextContent())
                .contains(
                        "gateway, 128 clients",
                        "8.00   (8,000 a second)",
                        "6.00   (6,000 a second, 0.75 of direct)",
                        "5 < 6 & fsync=on");
    }

    private static Measurement found(double perSecond, double ratio) {
        return new Measurement(perSecond, 1, 2, Map.of(), 0, 0, ratio, Double.NaN, 0);
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
    }

    private static double width(Document picture, String kind) {
        var bars = picture.getElementsByTagName("rect");
        for (int i = 0; i < bars.getLength(); i++) {
            var bar = (Element) bars.item(i);
            if (bar.getAttribute("class").equals(kind)) {
                return Double.parseDouble(bar.getAttribute("width"));
            }
        }
        throw new AssertionError("No bar of " + kind);
    }
}
