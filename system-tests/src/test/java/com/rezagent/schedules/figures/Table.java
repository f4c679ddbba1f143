package com.rezagent.schedules.figures;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A Markdown table of measurements. */
final class Table {
    private final String title;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param headings of the columns, separated by {@code " | "} */
    Table(String title, String headings) {
        this.title = title;
        rows.add(List.of(headings.split(" \\| ")));
        rows.add(Collections.nCopies(rows.get(0).size(), "---"));
    }

    /** Adds a row of texts, whole numbers, and values that are shown with three significant digits. */
    Table row(Object... cells) {
        rows.add(Stream.of(cells)
                .map(it -> it instanceof Double value
                        ? number(value)
                        : it instanceof Number whole ? "%,d".formatted(whole.longValue()) : String.valueOf(it))
                .toList());
        return this;
    }

    /** Returns the rows without the headings. */
    List<List<String>> rows() {
        return rows.subList(2, rows.size());
    }

    String markdown() {
        StringBuilder text = new StringBuilder("### ").append(title).append("\n\n");
        rows.forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
        return text.toString();
    }

    /** Formats a value with three significant digits. */
    static String number(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
