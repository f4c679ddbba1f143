package com.rezagent.schedules.local.console;

import com.rezagent.schedules.local.topic.ReceivedMessage;
import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.log.LogWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * One readable line for each command, firing and published message, and for whatever went wrong. Lines are kept back
 * until {@link #flush}, so that a month of firings is not held up by a terminal. Where nobody reads any more, as after
 * {@code | head}, it goes on in silence. Thread-safe.
 */
public final class Console implements LogWriter {
    /** How much of a message a line shows. */
    private static final int SHOWN = 300;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}|[\\x80-\\x9f]");

    private final Writer out;
    private boolean isSilent;
    private boolean isQuiet;
    private boolean isStoreLost;

    public Console(OutputStream out) {
        this(out, false);
    }

    private Console(OutputStream out, boolean isSilent) {
        this.isSilent = isSilent;
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    }

    /** One that shows nothing. */
    public static Console silent() {
        return new Console(OutputStream.nullOutputStream(), true);
    }

    @Override
    public void write(LogEvent event) {
        if (isShown(event.level())) {
            ConsoleFormat.of(event).ifPresent(it -> line(event.at() + "  " + it));
        }
    }

    private synchronized boolean isShown(LogEvent.Level level) {
        return !isSilent && !isStoreLost && (!isQuiet || level == LogEvent.Level.ERROR);
    }

    /** A message has been published. */
    public void received(String topic, ReceivedMessage message) {
        if (isShown(LogEvent.Level.INFO)) {
            line(message.receivedAt() + "  message   " + topic + " received " + shown(message.body()));
        }
    }

    private static String shown(String body) {
        return body.length() <= SHOWN ? body : body.substring(0, SHOWN) + "…";
    }

    /** Shows a line for people. */
    public synchronized void line(String text) {
        if (isSilent) {
            return;
        }
        try {
            out.write(
                    text.chars().anyMatch(Character::isISOControl)
                            ? CONTROL.matcher(text).replaceAll(" ")
                            : text);
            out.write(System.lineSeparator());
        } catch (IOException e) {
            isSilent = true;
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

    /** Shows one sentence, and from then on nothing of what fails for the same reason. */
    public synchronized void storeLost(String sentence) {
        line(sentence);
        isStoreLost = true;
    }

    /** Shows everything said so far. */
    public synchronized void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            isSilent = true;
        }
    }
}
