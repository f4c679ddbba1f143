package com.rezagent.schedules.plan;

import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The firings to come of a schedule, of its summary in a list, or of a timing that is not saved. Not thread-safe. */
public final class UpcomingFirings {
    /** How many firings are examined to find the next one that runs. */
    static final int MAX_CANDIDATES = 10_000;

    /** The same for a summary in a list. */
    static final int MAX_CANDIDATES_IN_LISTS = 400;

    /** How far ahead the next firing that runs is looked for, once a firing was held back. */
    static final int MAX_YEARS = 10;

    private final PlannedSchedule schedule;
    private final Surroundings surroundings;
    private final List<String> definitionWarnings;
    private final @Nullable RunPolicy runPolicy;
    private final int maxCandidates;

    /** A response asks for the next firing and for the warnings of the same instant. */
    private @Nullable Search lastSearch;

    private UpcomingFirings(
            PlannedSchedule schedule,
            Surroundings surroundings,
            List<String> definitionWarnings,
            @Nullable RunPolicy runPolicy,
            int maxCandidates) {
        this.schedule = schedule;
        this.surroundings = surroundings;
        this.definitionWarnings = definitionWarnings;
        this.runPolicy = runPolicy;
        this.maxCandidates = maxCandidates;
    }

    public static UpcomingFirings of(Schedule schedule, Surroundings surroundings) {
        Definition definition = schedule.definition();
        return new UpcomingFirings(
                PlannedSchedule.of(schedule),
                surroundings,
                schedule.warnings(),
                definition == null ? null : definition.runPolicy(),
                MAX_CANDIDATES);
    }

    public static UpcomingFirings of(ScheduleSummary summary, Surroundings surroundings) {
        return new UpcomingFirings(
                PlannedSchedule.of(summary),
                surroundings,
                summary.warnings(),
                summary.runPolicy(),
                MAX_CANDIDATES_IN_LISTS);
    }

    /**
     * Returns the firings of a timing that is not saved, as if it were active.
     *
     * @param definitionWarnings what was canonicalised
     */
    public static UpcomingFirings ofUnsaved(
            Recurrence recurrence, Surroundings surroundings, List<String> definitionWarnings) {
        return ofUnsaved(recurrence, surroundings, definitionWarnings, null);
    }

    /** Same as {@link #ofUnsaved(Recurrence, Surroundings, List)}, with a run policy; null for none. */
    public static UpcomingFirings ofUnsaved(
            Recurrence recurrence,
            Surroundings surroundings,
            List<String> definitionWarnings,
            @Nullable RunPolicy runPolicy) {
        return new UpcomingFirings(
                PlannedSchedule.ofUnsaved(recurrence), surroundings, definitionWarnings, runPolicy, MAX_CANDIDATES);
    }

    /**
     * Returns the next firing that runs, strictly after a time; empty when paused, failed, completed or deleted, none is
     * left, or none was found within the limits of the search, which {@link #warnings} says.
     */
    public Optional<Instant> next(Instant after) {
        return schedule.recurrence() == null || !schedule.isLive()
                ? Optional.empty()
                : search(after).found();
    }

    /** Returns all firings that run, strictly after a time, in order. The stream is lazy and may be infinite. */
    public Stream<Instant> after(Instant after) {
        return schedule.recurrence() == null || !schedule.isLive()
                ? Stream.empty()
                : Stream.iterate(
                                search(after).found(),
                                Optional::isPresent,
                                it -> search(it.orElseThrow()).found())
                        .map(Optional::orElseThrow);
    }

    /**
     * Returns every firing strictly after a time with its verdict, and the selected times that clocks skip, in order. The
     * stream is lazy and may be infinite.
     *
     * @param now a pause without an end holds back nothing that was scheduled before it started
     */
    public Stream<FiringRow> rows(Instant after, Instant now) {
        Recurrence recurrence = schedule.recurrence();
        return recurrence == null
                ? Stream.empty()
                : recurrence.rows(after).map(it -> new FiringRow(it, it.runs() ? verdict(it.at(), now) : Verdict.RUNS));
    }

    /** Returns whether a firing belongs to a schedule that existed before; see {@link SkipCode#BEFORE_CREATION}. */
    public boolean isBeforeCreation(Instant scheduledTime) {
        return schedule.isBeforeCreation(scheduledTime);
    }

    private Verdict verdict(Instant scheduledTime, Instant now) {
        Pause pause = schedule.pause();
        boolean isBeforePause = pause != null && scheduledTime.isBefore(pause.since()) && scheduledTime.isBefore(now);
        PlannedSchedule then = isBeforePause ? schedule.expected() : schedule;
        return Gate.ask(Gate.OF_FIRINGS, PlannedFiring.planned(then, surroundings, scheduledTime));
    }

    /**
     * The result of a search for the next firing that runs.
     *
     * @param pause the last pause that was passed; null for none
     * @param hasSkips whether a skip was passed
     */
    private record Search(
            Instant after,
            Optional<Instant> found,
            boolean isGivenUp,
            @Nullable Pause pause,
            boolean hasSkips) {}

    /** Looks for the next firing that runs. A pause is passed at once, because it may hold back any number of firings. */
    private Search search(Instant after) {
        Search search = lastSearch;
        if (search == null || !search.after().equals(after)) {
            search = newSearch(after);
            lastSearch = search;
        }
        return search;
    }

    private Search newSearch(Instant after) {
        Recurrence recurrence = Objects.requireNonNull(schedule.recurrence());
        Instant latest = after.atOffset(ZoneOffset.UTC).plusYears(MAX_YEARS).toInstant();
        Instant from = after;
        Pause passed = null;
        boolean hasSkips = false;
        for (int candidates = 1; candidates <= maxCandidates; candidates++) {
            Optional<Instant> next = recurrence.next(from);
            if (next.isPresent() && candidates > 1 && next.get().isAfter(latest)) {
                return new Search(after, Optional.empty(), true, passed, hasSkips);
            }
            if (next.isEmpty() || verdict(next.get()).runs()) {
                return new Search(after, next, false, passed, hasSkips);
            }
            Pause pause = pauseOver(next.get()).orElse(null);
            if (pause == null) {
                from = next.get();
                hasSkips |= schedule.skip(from).isPresent();
            } else if (pause.until() == null) {
                return new Search(after, Optional.empty(), false, null, hasSkips);
            } else {
                from = pause.until().minusNanos(1);
                passed = pause;
            }
        }
        return new Search(after, Optional.empty(), true, passed, hasSkips);
    }

    /** Returns the pause that holds back the firing at a time, of the schedule or of its group. */
    private Optional<Pause> pauseOver(Instant scheduledTime) {
        return Stream.of(
                        Optional.ofNullable(schedule.pause()),
                        Optional.ofNullable(surroundings.group().pause()))
                .flatMap(Optional::stream)
                .filter(it -> it.covers(scheduledTime))
                .findFirst();
    }

    /** Returns the verdict of a planned firing. */
    public Verdict verdict(Instant scheduledTime) {
        return Gate.ask(Gate.OF_FIRINGS, PlannedFiring.planned(schedule, surroundings, scheduledTime));
    }

    /** Returns what holds the schedule back at a time: its own pause and that of its group. */
    public List<Block> blocks(Instant now) {
        return schedule.mayFire() ? pauses(now) : List.of();
    }

    /** Returns the pauses in force at a time, of the schedule and its group, also if it has no firing left. */
    List<Block> pauses(Instant now) {
        List<Block> pauses = new ArrayList<>();
        Pause own = schedule.pause();
        if (own != null && (schedule.isPaused() || own.covers(now))) {
            pauses.add(new Block("schedule", own));
        }
        GroupGate group = surroundings.group();
        if (group.pause() != null && group.pause().covers(now)) {
            pauses.add(new Block("group:" + group.group(), group.pause()));
        }
        return pauses;
    }

    /**
     * Returns the warnings, a sentence each: what was canonicalised; while it may fire, the {@link Recurrence#warnings} for
     * the year after {@code now}, those of its run policy, and why no firing that runs was found; and that its group does not exist.
     */
    public List<String> warnings(Instant now) {
        List<String> warnings = new ArrayList<>(definitionWarnings);
        Recurrence recurrence = schedule.recurrence();
        if (recurrence != null && schedule.mayFire()) {
            warnings.addAll(recurrence.warnings(now));
            if (runPolicy != null) {
                warnings.addAll(RunPolicyWarnings.of(runPolicy, recurrence, now));
                if (runPolicy.pauseAfterFailures() != null
                        && !surroundings.state().hasReported()) {
                    warnings.add(RunPolicyWarnings.NO_REPORT_YET);
                }
            }
        }
        if (recurrence != null && schedule.isLive()) {
            searchWarning(recurrence, search(now)).ifPresent(warnings::add);
        }
        if (!surroundings.group().exists() && schedule.status() != Status.DELETED) {
            warnings.add("The group " + surroundings.group().group()
                    + " does not exist any more; a pause that it had still holds. Move the schedule to another group.");
        }
        return List.copyOf(warnings);
    }

    private Optional<String> searchWarning(Recurrence recurrence, Search search) {
        if (search.isGivenUp()) {
            return Optional.of("No firing that runs was found among the next " + maxCandidates + " firings of the next "
                    + MAX_YEARS + " years.");
        }
        Pause pause = search.pause();
        if (search.found().isPresent()) {
            return Optional.empty();
        }
        if (pause == null) {
            return search.hasSkips() ? Optional.of(skipWarning(recurrence)) : Optional.empty();
        }
        String owner = pause.equals(schedule.pause())
                ? "the pause"
                : "the pause of the group " + surroundings.group().group();
        String what =
                recurrence.expression().firesOnce() ? "It never runs: it fires once, in " : "No firing is left after ";
        return Optional.of(what + owner + " until " + pause.until() + ". Resume it earlier if it is to run.");
    }

    private static String skipWarning(Recurrence recurrence) {
        return recurrence.expression().firesOnce()
                ? "It never runs: it fires once, and that firing is skipped. Unskip it if it is to run."
                : "No firing is left that runs: those to come are skipped. Unskip one if it is to run.";
    }
}
