package com.rezagent.schedules.log;

/** Writes log events: as JSON on standard output in Lambda, as readable lines in the local runtime. Thread-safe. */
@FunctionalInterface
public interface LogWriter {
    void write(LogEvent event);
}
