package io.seatflow.seat.check;

import java.util.ArrayList;
import java.util.List;

/** Figures with their names, for whoever compares two sides by eye. */
public final class Figures {

    private Figures() {}

    /** As {@code supply 100, available 90}. */
    public static String words(List<String> names, List<? extends Number> figures) {
        var words = new ArrayList<String>();
        for (int i = 0; i < names.size(); i++) {
            words.add(names.get(i) + " " + figures.get(i));
        }
        return String.join(", ", words);
    }
}
