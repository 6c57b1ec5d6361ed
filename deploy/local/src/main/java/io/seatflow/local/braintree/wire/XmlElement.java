package io.seatflow.local.braintree.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A piece of a request's XML: its name, and either text or children. */
record XmlElement(String name, String text, List<XmlElement> children) {

    static final XmlElement NOTHING = new XmlElement("", "", List.of());

    XmlElement {
        children = List.copyOf(children);
    }

    Optional<XmlElement> child(String wanted) {
        return children.stream().filter(each -> each.name().equals(wanted)).findFirst();
    }

    /** The child, or nothing at all, which has no children either. */
    XmlElement at(String wanted) {
        return child(wanted).orElse(NOTHING);
    }

    /** The text of a child that has no children itself. */
    Optional<String> value(String wanted) {
        return child(wanted).filter(each -> each.children().isEmpty()).map(XmlElement::text);
    }

    boolean flag(String wanted) {
        return value(wanted).filter("true"::equals).isPresent();
    }

    boolean isNothing() {
        return name.isEmpty();
    }

    Stream<XmlElement> all() {
        return children.stream();
    }

    /** Without anything by those names, at any depth. */
    XmlElement without(Set<String> names) {
        var left = new ArrayList<XmlElement>();
        children.stream()
                .filter(each -> !names.contains(each.name()))
                .forEach(each -> left.add(each.without(names)));
        return new XmlElement(name, text, left);
    }
}
