package com.rezagent.schedules.local.consumer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The form in which a local consumer reports. */
public enum ReportStyle {
    /** A report, as a consumer publishes it. */
    REPORT,
    /** The record that Lambda publishes for a function with a destination, which has no code for reports. */
    LAMBDA_DESTINATION;

    /** Returns the name in lower case, as in JSON. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the style with the given text; empty if there is none. */
    public static Optional<ReportStyle> of(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }

    /** Returns all texts. */
    public static List<String> texts() {
        return Arrays.stream(values()).map(ReportStyle::text).toList();
    }
}
