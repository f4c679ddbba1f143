package com.rezagent.schedules.plan;

import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.schedule.Skip;
import com.rezagent.schedules.schedule.Status;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
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

    private static final Gate PAUSED = new Gate(
            SkipCode.PAUSED,
            PlannedFiring::isPaused,
            it -> detail("", it.pause().orElse(it.schedule().pause())));
    private static final Gate SKIP_REQUESTED = new Gate(
            SkipCode.SKIP_REQUESTED,
            it -> it.skip().isPresent(),
            it -> it.skip().map(Gate::detail).orElse(null));
    private static final Gate GROUP_PAUSED = new Gate(
            SkipCode.GROUP_PAUSED,
            PlannedFiring::isGroupPaused,
            it -> detail(
                    "group " + it.surroundings().group().group() + " is paused",
                    it.groupPause().orElse(null)));

    /** The gates of pauses, in the order in which they are asked. */
    static final List<Gate> PAUSES = List.of(PAUSED, GROUP_PAUSED);

    /** The gates of a firing that was expected but never delivered. */
    static final List<Gate> OF_MISSING_FIRINGS = List.of(PAUSED, SKIP_REQUESTED, GROUP_PAUSED);

    /** The gates of a firing, in the order in which they are asked. */
    static final List<Gate> OF_FIRINGS = List.of(
            DELETED,
            FAILED,
            new Gate(SkipCode.BEFORE_CREATION, it -> it.schedule().isBeforeCreation(it.scheduledTime())),
            new Gate(SkipCode.OUTDATED, PlannedFiring::isOutdated),
            PAUSED,
            SKIP_REQUESTED,
            GROUP_PAUSED);

    /** The gates of a firing that has arrived. Nobody knows of a planned one whether an earlier one will have ended. */
    static final List<Gate> OF_ARRIVALS = Stream.concat(
                    OF_FIRINGS.stream(),
                    Stream.of(new Gate(
                            SkipCode.PREVIOUS_RUNNING,
                            it -> it.previous() != null,
                            it -> "the execution of " + it.previous() + " has not ended")))
            .toList();

    /** The gates of a firing that an earlier attempt has started: it may have published it, so it is too late to skip it. */
    static final List<Gate> OF_TAKEOVERS = OF_FIRINGS.stream()
            .filter(it -> it.code() != SkipCode.SKIP_REQUESTED)
            .toList();

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

    /** Returns e.g. {@code requested by alice; public holiday}; null if neither is stored. */
    private static @Nullable String detail(Skip skip) {
        String by = skip.by() == null ? "" : "requested by " + skip.by();
        String reason = skip.reason() == null ? "" : skip.reason();
        String text = by + (by.isEmpty() || reason.isEmpty() ? "" : "; ") + reason;
        return text.isEmpty() ? null : text;
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
