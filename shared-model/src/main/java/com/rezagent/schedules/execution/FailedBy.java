package com.rezagent.schedules.execution;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who made an execution fail. */
public enum FailedBy {
    /** The topic refused the message. */
    TOPIC,
    /** The consumer reported a failure. */
    CONSUMER;

    /** Returns the name in lower case, as stored and shown in the API. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<FailedBy> of(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }
}
