package com.rezagent.schedules.plan;

import org.jspecify.annotations.Nullable;

/** Whether a firing runs. */
public sealed interface Verdict {
    /** The verdict of a firing that passes all gates. */
    Verdict RUNS = new Runs();

    /** Returns whether the firing runs. */
    boolean runs();

    /** All gates let the firing pass. */
    record Runs() implements Verdict {
        @Override
        public boolean runs() {
            return true;
        }
    }

    /**
     * A gate holds the firing back, which is final.
     *
     * @param code of the first gate that does
     * @param detail what the code does not say itself; null for nothing
     */
    record Skipped(SkipCode code, @Nullable String detail) implements Verdict {
        /** Returns the reason as recorded: the code, and the detail after a colon. */
        public String reason() {
            return detail == null ? code.text() : code.text() + ": " + detail;
        }

        @Override
        public boolean runs() {
            return false;
        }
    }
}
