package com.rezagent.schedules.plan;

import com.rezagent.schedules.expression.ExplainedFiring;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row of a list of firings with what the gates say about it.
 *
 * @param firing a firing, or a selected time that clocks skip
 * @param verdict of a firing; of a time that clocks skip, that no gate holds it back
 */
public record FiringRow(ExplainedFiring firing, Verdict verdict) {
    /** Returns whether it runs. A time that clocks skip does not. */
    public boolean runs() {
        return firing.runs() && verdict.runs();
    }

    /** Returns the code of the gate that holds it back; empty if none does. */
    public Optional<SkipCode> code() {
        return verdict instanceof Verdict.Skipped skipped ? Optional.of(skipped.code()) : Optional.empty();
    }

    /** Returns why it does not run, in the words of the execution history, or what clocks do at its time; null for neither. */
    public @Nullable String reason() {
        return verdict instanceof Verdict.Skipped skipped ? skipped.reason() : firing.reason();
    }
}
