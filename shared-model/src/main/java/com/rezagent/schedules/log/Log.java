package com.rezagent.schedules.log;

import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes log events. {@link #with} adds the ID of a schedule, command or request to every event, so that no caller can
 * forget it. Immutable and thread-safe.
 */
public final class Log {
    private final LogWriter writer;
    private final Clock clock;
    private final Map<String, Object> context;

    public Log(LogWriter writer, Clock clock) {
        this(writer, clock, Map.of());
    }

    private Log(LogWriter writer, Clock clock, Map<String, Object> context) {
        this.writer = writer;
        this.clock = clock;
        this.context = context;
    }

    /** The name and value of a field; a field with a null value is omitted. */
    public record Field(String name, @Nullable Object value) {}

    public static Field field(String name, @Nullable Object value) {
        return new Field(name, value);
    }

    /** Returns a log that adds these fields to every event. */
    public Log with(Field... fields) {
        return new Log(writer, clock, merged(fields));
    }

    public Log with(ScheduleId id) {
        return with(field("schedule_id", id));
    }

    public void debug(String name, Field... fields) {
        write(LogEvent.Level.DEBUG, name, fields);
    }

    public void info(String name, Field... fields) {
        write(LogEvent.Level.INFO, name, fields);
    }

    public void warn(String name, Field... fields) {
        write(LogEvent.Level.WARN, name, fields);
    }

    public void error(String name, Field... fields) {
        write(LogEvent.Level.ERROR, name, fields);
    }

    private void write(LogEvent.Level level, String name, Field... fields) {
        writer.write(new LogEvent(clock.instant(), level, name, merged(fields)));
    }

    private Map<String, Object> merged(Field... fields) {
        Map<String, Object> merged = new LinkedHashMap<>(context);
        for (Field field : fields) {
            Object value = field.value();
            if (value != null) {
                merged.put(
                        field.name(), value instanceof Number || value instanceof Boolean ? value : value.toString());
            }
        }
        return merged;
    }
}
