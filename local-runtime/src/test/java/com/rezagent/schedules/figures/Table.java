package com.rezagent.schedules.figures;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A table of figures, as Markdown. */
final class Table {
    private final String title;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String title, String... heads) {
        this.title = title;
        rows.add(List.of(heads));
        rows.add(new ArrayList<>(Collections.nCopies(heads.length, "---")));
    }

    Table row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** What has been measured, without the heads. */
    List<List<String>> rows() {
        return rows.subList(2, rows.size());
    }

    String markdown() {
        StringBuilder text = new StringBuilder("### ").append(title).append("\n\n");
        rows.forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
        return text.toString();
    }

    /** Three digits that count, and no more. */
    static String number(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
