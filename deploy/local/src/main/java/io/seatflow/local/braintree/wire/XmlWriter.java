package io.seatflow.local.braintree.wire;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Writes an answer's XML, with the type marks that Braintree gives it. */
final class XmlWriter {

    private final StringBuilder xml = new StringBuilder();

    /** What is inside of an element. */
    @FunctionalInterface
    interface Content {
        void into(XmlWriter xml);
    }

    static String document(String root, Content content) {
        return new XmlWriter().element(root, content).toString();
    }

    XmlWriter element(String name, Content content) {
        return tagged(name, "", content);
    }

    /** A text; where there is none, an element that says so. */
    XmlWriter text(String name, @Nullable String text) {
        if (text == null) {
            xml.append('<').append(name).append(" nil=\"true\"/>");
            return this;
        }
        return tagged(name, "", inner -> inner.escaped(text));
    }

    XmlWriter time(String name, Instant time) {
        return typed(name, "datetime", time.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    XmlWriter flag(String name, boolean yes) {
        return typed(name, "boolean", Boolean.toString(yes));
    }

    XmlWriter typed(String name, String type, String text) {
        return tagged(name, " type=\"" + type + "\"", inner -> inner.escaped(text));
    }

    XmlWriter list(String name, Content content) {
        return tagged(name, " type=\"array\"", content);
    }

    private XmlWriter tagged(String name, String attributes, Content content) {
        xml.append('<').append(name).append(attributes).append('>');
        content.into(this);
        xml.append("</").append(name).append('>');
        return this;
    }

    private void escaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> xml.append("&amp;");
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                default -> xml.append(c);
            }
        }
    }

    @Override
    public String toString() {
        return xml.toString();
    }
}
