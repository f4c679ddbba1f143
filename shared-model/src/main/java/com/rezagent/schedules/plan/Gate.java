package com.rezagent.schedules.plan;

import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.schedule.Status;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A condition that holds firings back.
 *
 * @param code recorded for a firing that it holds back
 * @param detail returns what is recorded beside the code; null for nothing
 */
record Gate(SkipCode code, Predicate<PlannedFiring> holdsBack, Function<PlannedFiring, @Nullable String> detail) {
    private static final Gate DELETED =
            new Gate(SkipCode.DELETED, it -> it.schedule().status() == Status.DELETED);
    private static final Gate FAILED =
            new Gate(SkipCode.FAILED, it -> it.schedule().status() == Status.FAILED);

    /** The gates of pauses, in the order in which they are asked. */
    static final List<Gate> PAUSES = List.of(
            new Gate(
                    SkipCode.PAUSED,
                    PlannedFiring::isPaused,
                    it -> detail("", it.pause().orElse(it.schedule().pause()))),
            new Gate(
                    SkipCode.GROUP_PAUSED,
                    PlannedFiring::isGroupPaused,
                    it -> detail(
                            "group " + it.surroundings().group().group() + " is paused",
                            it.groupPause().orElse(null))));

    /** The gates of a firing, in the order in which they are asked. */
    static final List<Gate> OF_FIRINGS = List.of(
            DELETED,
            FAILED,
            new Gate(SkipCode.BEFORE_CREATION, it -> it.schedule().isBeforeCreation(it.scheduledTime())),
            new Gate(SkipCode.OUTDATED, PlannedFiring::isOutdated),
            PAUSES.get(0),
            PAUSES.get(1));

    /** The gates of a manual execution, which also runs while the schedule or its group is paused, or it is completed. */
    static final List<Gate> OF_MANUAL_EXECUTIONS = List.of(DELETED, FAILED);

    private Gate(SkipCode code, Predicate<PlannedFiring> holdsBack) {
        this(code, holdsBack, it -> code.detail());
    }

    /** Returns the verdict of the first gate that holds a firing back, or that it runs. */
    static Verdict ask(List<Gate> gates, PlannedFiring firing) {
        return gates.stream()
                .filter(it -> it.holdsBack.test(firing))
                .findFirst()
                .<Verdict>map(it -> new Verdict.Skipped(it.code, it.detail.apply(firing)))
                .orElse(Verdict.RUNS);
    }

    /** Returns e.g. {@code group billing is paused until 2026-11-30T06:00:00Z; maintenance}; null for an empty text. */
    private static @Nullable String detail(String subject, @Nullable Pause pause) {
        String until = pause == null || pause.until() == null ? "" : "until " + pause.until();
        String sentence = (subject + " " + until).strip();
        String reason = Optional.ofNullable(pause).map(Pause::reason).orElse("");
        String separator = sentence.isEmpty() || reason.isEmpty() ? "" : "; ";
        String text = sentence + separator + reason;
        return text.isEmpty() ? null : text;
    }
}
