package com.rezagent.schedules.local.console;

import com.rezagent.schedules.local.topic.ReceivedMessage;
import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.log.LogSink;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One readable line for each command, firing and published message, and for whatever went wrong. Lines are kept back
 * until {@link #flush}, so that a month of firings is not held up by a terminal. Thread-safe.
 */
public final class Terminal implements LogSink {
    /** How much of a message a line shows. */
    private static final int SHOWN = 300;

    private static final Set<String> NEWS = Set.of(
            "command_decided",
            "command_redelivered",
            "execution_published",
            "execution_skipped",
            "execution_redelivered",
            "schedule_completed");

    /** Fields that a line says already, or that only a machine would look for. */
    private static final Set<String> LEFT_OUT = Set.of("stage", "request_id", "schedule_id", "sns_message_id");

    private final Writer out;
    private boolean isQuiet;

    public Terminal(OutputStream out) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    }

    /** One that shows nothing. */
    public static Terminal silent() {
        return new Terminal(OutputStream.nullOutputStream());
    }

    @Override
    public void write(LogEvent event) {
        boolean isTrouble = event.level().compareTo(LogEvent.Level.WARN) >= 0;
        if (isTrouble || NEWS.contains(event.name())) {
            String schedule = event.text("schedule_id");
            String text = (schedule.isEmpty() ? "" : schedule + "  ") + fields(event.fields());
            entry(event.level(), event.at(), event.name(), text);
        }
    }

    private static String fields(Map<String, Object> fields) {
        return fields.entrySet().stream()
                .filter(it -> !LEFT_OUT.contains(it.getKey()))
                .map(it -> it.getKey() + "=" + value(it.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String value(Object value) {
        String text = value.toString();
        return text.indexOf(' ') < 0 ? text : "\"" + text + "\"";
    }

    /** A message has been published. */
    public void received(String topic, ReceivedMessage message) {
        entry(LogEvent.Level.INFO, message.receivedAt(), "message → " + topic, shown(message.body()));
    }

    private static String shown(String body) {
        return body.length() <= SHOWN ? body : body.substring(0, SHOWN) + "…";
    }

    private synchronized void entry(LogEvent.Level level, Instant at, String what, String text) {
        if (!isQuiet || level == LogEvent.Level.ERROR) {
            line(at + "  " + what + "  " + text);
        }
    }

    /** Shows a line for people. */
    public synchronized void line(String text) {
        try {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                out.write(Character.isISOControl(c) ? ' ' : c);
            }
            out.write(System.lineSeparator());
        } catch (IOException e) {
            throw new UncheckedIOException("Nobody reads the output any more", e);
        }
    }

    /** Does something without showing what comes of it, errors aside. */
    public void quietly(Runnable action) {
        quiet(true);
        try {
            action.run();
        } finally {
            quiet(false);
        }
    }

    private synchronized void quiet(boolean newQuiet) {
        isQuiet = newQuiet;
    }

    /** Shows everything said so far. */
    public synchronized void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Nobody reads the output any more", e);
        }
    }
}
