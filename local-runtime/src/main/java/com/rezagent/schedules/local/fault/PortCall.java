package com.rezagent.schedules.local.fault;

import java.util.Locale;

/**
 * A call that a function makes through one of its ports.
 *
 * @param operation in snake_case, e.g. {@code record_published}; unique within the target
 */
public record PortCall(Caller caller, Target target, String operation) {
    /** The function that calls, or the engine, which invokes the scheduler function. */
    public enum Caller {
        API,
        SCHEDULER,
        ENGINE;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The port that is called; the stores of all resources are one. */
    public enum Target {
        STORE,
        ENGINE,
        TOPICS,
        /** The scheduler function, invoked for a firing. */
        FUNCTION;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String toString() {
        return caller.text() + " " + target.text() + "." + operation;
    }
}
