package com.rezagent.schedules.plan;

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
     * @param reason as recorded: the code, and after a colon what it means where the code alone does not say it
     */
    record Skipped(SkipCode code, String reason) implements Verdict {
        Skipped(SkipCode code) {
            this(code, code.reason());
        }

        @Override
        public boolean runs() {
            return false;
        }
    }
}
