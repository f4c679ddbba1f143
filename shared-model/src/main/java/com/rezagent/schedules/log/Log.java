package com.rezagent.schedules.log;

import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes log events. A line that concerns a schedule, a command or a request gets its id from {@link #with}, so that
 * nobody forgets it. Immutable and thread-safe.
 */
public final class Log {
    private final LogWriter sink;
    private final Clock clock;
    private final Map<String, Object> context;

    public Log(LogWriter sink, Clock clock) {
        this(sink, clock, Map.of());
    }

    private Log(LogWriter sink, Clock clock, Map<String, Object> context) {
        this.sink = sink;
        this.clock = clock;
        this.context = context;
    }

    /** The name and value of a field; a null value leaves it out. */
    public record Field(String name, @Nullable Object value) {}

    public static Field field(String name, @Nullable Object value) {
        return new Field(name, value);
    }

    /** A log whose every line carries these fields too. */
    public Log with(Field... fields) {
        return new Log(sink, clock, merged(fields));
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
        sink.write(new LogEvent(clock.instant(), level, name, merged(fields)));
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
