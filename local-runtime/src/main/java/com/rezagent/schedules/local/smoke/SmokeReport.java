package com.rezagent.schedules.local.smoke;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The result of a smoke test.
 *
 * @param leftBehind ids, or names, of schedules that were created and could not be deleted
 */
record SmokeReport(List<Row> rows, List<String> leftBehind) {
    static final int ALL_PASSED = 0;
    static final int SOMETHING_FAILED = 1;

    SmokeReport {
        rows = List.copyOf(rows);
        leftBehind = List.copyOf(leftBehind);
    }

    /** Result of a step. */
    enum Result {
        PASSED,
        FAILED,
        NOT_RUN;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** The table row of one step. */
    record Row(String step, Result result, Duration took, String note) {}

    int exitCode() {
        boolean isClean = leftBehind.isEmpty() && rows.stream().noneMatch(it -> it.result() == Result.FAILED);
        return isClean ? ALL_PASSED : SOMETHING_FAILED;
    }

    /** Returns the lines of the table, followed by the schedules to delete manually, if any. */
    List<String> lines() {
        int width = rows.stream().mapToInt(it -> it.step().length()).max().orElse(0);
        String format = "%-" + width + "s  %-7s  %6s  %s";
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, format, "step", "result", "took", "note"));
        lines.add("-".repeat(width) + "  -------  ------  ----");
        for (Row row : rows) {
            String took = String.format(Locale.ROOT, "%.1f s", row.took().toMillis() / 1_000.0);
            lines.add(
                    String.format(Locale.ROOT, format, row.step(), row.result().text(), took, row.note()));
        }
        if (!leftBehind.isEmpty()) {
            lines.add("");
            lines.add("Not deleted; delete manually: " + String.join(", ", leftBehind));
        }
        return lines;
    }
}
