package com.rezagent.schedules.local.fault;

import java.util.Locale;

/**
 * A call that a function makes to something outside of it.
 *
 * @param operation in snake_case, e.g. {@code record_published}; unique within the target
 */
public record PortCall(Caller caller, Target target, String operation) {
    /** Which function calls; or the engine, which calls the function. */
    public enum Caller {
        API,
        SCHEDULER,
        ENGINE;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is called; the execution history is part of the store. */
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
