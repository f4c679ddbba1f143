package com.rezagent.schedules.local.consumer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a local consumer reports of its messages. */
public enum ConsumerBehavior {
    SUCCEED,
    FAIL,
    /** It never reports. */
    SILENT;

    /** Returns the name in lower case, as in JSON. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the behavior with the given text; empty if there is none. */
    public static Optional<ConsumerBehavior> of(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }

    /** Returns all texts. */
    public static List<String> texts() {
        return Arrays.stream(values()).map(ConsumerBehavior::text).toList();
    }
}
