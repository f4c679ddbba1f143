package com.rezagent.schedules.schedule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which topic an execution publishes to. */
public enum TargetType {
    WEB_ACTION("web_action"),
    /** Published with {@code message_type} {@code notify}. */
    NOTIFICATION("notify"),
    /** A topic that the schedule specifies. */
    CUSTOM("custom");

    private final String messageType;
    private final String text = name().toLowerCase(Locale.ROOT);

    TargetType(String messageType) {
        this.messageType = messageType;
    }

    public String text() {
        return text;
    }

    /** Returns the envelope's {@code message_type}. */
    public String messageType() {
        return messageType;
    }

    /** Returns the type with this text; empty if there is none. */
    public static Optional<TargetType> of(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }
}
