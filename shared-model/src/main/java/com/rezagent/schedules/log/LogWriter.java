package com.rezagent.schedules.log;

/** Where log events go: standard output as JSON in Lambda, readable lines in the local runtime. Thread-safe. */
@FunctionalInterface
public interface LogWriter {
    void write(LogEvent event);
}
