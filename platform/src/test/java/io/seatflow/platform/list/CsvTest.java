package io.seatflow.platform.list;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CsvTest {

    @Test
    void noCellIsAFormula() {
        assertThat(Csv.text("=cmd|' /C calc'!A0")).isEqualTo("'=cmd|' /C calc'!A0");
        assertThat(Csv.text("+1")).isEqualTo("'+1");
        assertThat(Csv.text("-1")).isEqualTo("'-1");
        assertThat(Csv.text("@SUM(A1)")).isEqualTo("'@SUM(A1)");
        assertThat(Csv.text("\t=1")).isEqualTo("'\t=1");
        assertThat(Csv.text("Ada, \"the\" admin")).isEqualTo("\"Ada, \"\"the\"\" admin\"");
        assertThat(Csv.text("two\r\nlines")).isEqualTo("\"two\r\nlines\"");
        assertThat(Csv.text("a=b@acme.test")).isEqualTo("a=b@acme.test");
    }

    @Test
    void aLineEndsAsTheStandardSays() {
        assertThat(Csv.line(Stream.of(Csv.cell(7), Csv.cell(null), Csv.text(null))))
                .isEqualTo("7,,\r\n");
    }
}
