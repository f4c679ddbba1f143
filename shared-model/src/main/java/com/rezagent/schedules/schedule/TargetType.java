package com.rezagent.schedules.schedule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which topic an execution publishes to. */
public enum TargetType {
    WEB_ACTION("web_action"),
    /** Consumers know it as {@code notify}. */
    NOTIFICATION("notify"),
    /** The topic that the schedule names. */
    CUSTOM("custom");

    private final String messageType;

    TargetType(String messageType) {
        this.messageType = messageType;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The envelope's {@code message_type}. */
    public String messageType() {
        return messageType;
    }

    public static Optional<TargetType> of(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }
}
