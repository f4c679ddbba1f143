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
 * Prints one readable line for each command, firing, published message, warning and error. Lines are buffered until
 * {@link #flush}, so that a slow terminal does not slow down a month of firings. If the output is closed, as by {@code
 * | head}, later lines are discarded without an error. Thread-safe.
 */
public final class Console implements LogWriter {
    /** Longest message body that a line shows in full, in characters. */
    private static final int MAX_BODY = 300;

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

    /** Returns a console that discards all output. */
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

    /** Prints a message that a topic received. */
    public void received(String topic, ReceivedMessage message) {
        if (isShown(LogEvent.Level.INFO)) {
            line(message.receivedAt() + "  message   " + topic + " received " + abbreviated(message.body()));
        }
    }

    private static String abbreviated(String body) {
        return body.length() <= MAX_BODY ? body : body.substring(0, MAX_BODY) + "…";
    }

    /** Prints one line; control characters are replaced with spaces. */
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

    /** Runs an action and prints only its errors. */
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

    /** Prints one sentence about the failed store and discards all later events, which fail for the same reason. */
    public synchronized void storeFailed(String sentence) {
        line(sentence);
        isStoreLost = true;
    }

    /** Writes the buffered lines to the output. */
    public synchronized void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            isSilent = true;
        }
    }
}
