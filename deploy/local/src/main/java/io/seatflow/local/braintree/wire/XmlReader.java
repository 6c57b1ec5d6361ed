package io.seatflow.local.braintree.wire;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * Reads XML that a stranger has written: no document type, hence no entities, and nothing fetched
 * from anywhere.
 */
final class XmlReader {

    private static final int DEPTH_MAX = 20;

    private XmlReader() {}

    /**
     * The root of the document, nothing for an empty body; empty if it is not XML as we take it.
     */
    static Optional<XmlElement> read(String xml) {
        if (xml.isEmpty()) {
            return Optional.of(XmlElement.NOTHING);
        }
        try {
            var document = parser().parse(new InputSource(new StringReader(xml)));
            return Optional.of(element(document.getDocumentElement(), 0));
        } catch (SAXException | IOException e) {
            return Optional.empty();
        }
    }

    private static XmlElement element(Element from, int depth) throws SAXException {
        if (depth > DEPTH_MAX) {
            throw new SAXException("too deep");
        }
        var children = new ArrayList<XmlElement>();
        for (Node node = from.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                children.add(element(child, depth + 1));
            }
        }
        return new XmlElement(
                from.getTagName(),
                children.isEmpty() ? from.getTextContent().strip() : "",
                children);
    }

    private static DocumentBuilder parser() {
        var factory = DocumentBuilderFactory.newInstance();
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            var parser = factory.newDocumentBuilder();
            parser.setErrorHandler(new Silent());
            return parser;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("This Java cannot parse XML safely.", e);
        }
    }

    /** The default handler prints to the console. */
    private static final class Silent implements ErrorHandler {
        @Override
        public void warning(SAXParseException warning) {}

        @Override
        public void error(SAXParseException error) throws SAXException {
            throw error;
        }

        @Override
        public void fatalError(SAXParseException error) throws SAXException {
            throw error;
        }
    }
}
