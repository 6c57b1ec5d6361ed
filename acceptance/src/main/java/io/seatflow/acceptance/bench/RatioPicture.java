package io.seatflow.acceptance.bench;

import io.seatflow.acceptance.bench.Case.Door;
import io.seatflow.acceptance.bench.Case.Traffic;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Bars of how many times the reference's throughput each case had, as an SVG picture. */
final class RatioPicture {

    private static final int WIDTH = 960;
    private static final int MARGIN = 24;
    private static final int BARS_X = 270;
    private static final int BARS_WIDTH = 450;
    private static final int BAR_HEIGHT = 22;
    private static final int ROW_HEIGHT = 30;
    private static final int TITLE_HEIGHT = 70;
    private static final int GROUP_HEIGHT = 44;
    private static final int FOOT_HEIGHT = 40;

    private final Map<Traffic, Map<Case, Measurement>> groups = new LinkedHashMap<>();
    private final double most;
    private final StringBuilder svg = new StringBuilder();

    RatioPicture(Map<Case, Measurement> medians) {
        medians.forEach((what, found) ->
                groups.computeIfAbsent(what.traffic(), _ -> new LinkedHashMap<>())
                        .put(what, found));
        most = medians.values().stream().mapToDouble(Measurement::ratio).max().orElse(1);
    }

    /**
     * The picture.
     *
     * @param foot the small print: what was measured under which conditions
     */
    String svg(String foot) {
        int rows = groups.values().stream().mapToInt(Map::size).sum();
        int height = TITLE_HEIGHT + groups.size() * GROUP_HEIGHT + rows * ROW_HEIGHT + FOOT_HEIGHT;
        begin(height);
        int y = TITLE_HEIGHT;
        for (var group : groups.entrySet()) {
            text("name", MARGIN, y + 24, "Seat changes of " + group.getKey().title());
            int top = y + GROUP_HEIGHT - 10;
            y += GROUP_HEIGHT;
            for (var row : group.getValue().entrySet()) {
                bar(row.getKey(), row.getValue(), y);
                y += ROW_HEIGHT;
            }
            line(x(1), top, y - 4);
        }
        text("small", MARGIN, height - 14, foot);
        return svg.append("</svg>\n").toString();
    }

    private void begin(int height) {
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" font-family="Inter, Segoe UI, Helvetica, Arial, sans-serif" font-size="14">
                  <style>
                    .title { font-size: 18px; font-weight: 600; fill: #1d2f50; }
                    .name { font-weight: 600; fill: #1d2f50; }
                    .small { font-size: 12px; fill: #4b5a72; }
                    .reference { fill: #b9a77f; }
                    .service { fill: #2f4b7c; }
                    .gateway { fill: #8aa2c8; }
                    .one { stroke: #5b6f93; stroke-dasharray: 4 3; }
                  </style>
                  <rect width="%1$d" height="%2$d" rx="8" fill="#fbfcfe"/>
                """
                        .formatted(WIDTH, height));
        text("title", MARGIN, 34, "The seat ledger beside one SQL statement");
        text(
                "small",
                MARGIN,
                56,
                "Throughput as a multiple of the same durable work written by one prepared statement"
                        + " over 32 connections, in the same rounds");
    }

    private void bar(Case what, Measurement found, int y) {
        text("small", MARGIN, y + 16, label(what));
        svg.append(
                String.format(
                        Locale.ROOT,
                        "  <rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\"/>%n",
                        what.door().name().toLowerCase(Locale.ROOT),
                        BARS_X,
                        y,
                        Math.max(1, x(found.ratio()) - BARS_X),
                        BAR_HEIGHT));
        text("small", (int) x(found.ratio()) + 8, y + 16, figures(found));
    }

    private static String figures(Measurement found) {
        String figures =
                String.format(
                        Locale.ROOT, "%.2f   (%,.0f a second", found.ratio(), found.perSecond());
        return Double.isNaN(found.toDirect())
                ? figures + ")"
                : figures + String.format(Locale.ROOT, ", %.2f of direct)", found.toDirect());
    }

    private static String label(Case what) {
        String clients = what.clients() == 1 ? "1 client" : what.clients() + " clients";
        return what.door() == Door.REFERENCE
                ? "one SQL statement, 32 connections"
                : what.door().title() + ", " + clients;
    }

    private double x(double ratio) {
        return BARS_X + BARS_WIDTH * ratio / most;
    }

    private void line(double x, int from, int to) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "  <line class=\"one\" x1=\"%1$.1f\" y1=\"%2$d\" x2=\"%1$.1f\" y2=\"%3$d\"/>%n",
                        x,
                        from,
                        to));
    }

    private void text(String kind, int x, int y, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        svg.append(
                "  <text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n"
                        .formatted(kind, x, y, escaped));
    }
}
