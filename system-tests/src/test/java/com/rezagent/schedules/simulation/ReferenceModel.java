package com.rezagent.schedules.simulation;

import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.expression.Recurrence;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An executable model of the rules for one schedule's registers. It is written from the text of docs/architecture.md
 * and shares no code with the system, so that an error cannot be in both. Comments name the rule that applies.
 *
 */
final class ReferenceModel implements OrderComparison.ComparedModel<CommandSpec> {
    /** How long a publisher's command that depends on another command is deferred before it is refused. */
    private static final Duration MAX_DEFER_TIME = Duration.ofMinutes(2);

    /** Older commands are refused. */
    static final Duration MAX_COMMAND_AGE = Duration.ofDays(30);

    /** A {@code requested_at} that is further after the SNS timestamp is replaced by the SNS timestamp. */
    static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    /** By docs/schemas/command.json: the maximum number of firings to come that are skipped. */
    private static final int MAX_PENDING_SKIPS = 50;

    /** How long after its time a skip is kept. */
    static final Duration SKIP_AGE = Duration.ofDays(15);

    /** "A rate's firing matches within its tolerance." */
    static final Duration RATE_TOLERANCE = Duration.ofSeconds(29);

    /** Of a {@code start_date}, by docs/schemas/command.json: "at most 5 minutes in the past at the time of the request". */
    private static final Duration START_TOLERANCE = Duration.ofMinutes(5);

    /**
     * The actions in the order of their ranks, which order commands of the same instant. A restore "has the rank of create".
     * A trigger writes no register, and has the highest rank, so that it is not stale against commands of the same instant.
     */
    private static final List<ScheduleAction> RANKS = List.of(
            ScheduleAction.CREATE,
            ScheduleAction.UPDATE,
            ScheduleAction.MOVE,
            ScheduleAction.RESUME,
            ScheduleAction.UNSKIP,
            ScheduleAction.SKIP,
            ScheduleAction.PAUSE,
            ScheduleAction.DELETE,
            ScheduleAction.TRIGGER);

    /** The outcome of a command. Applied and unchanged are treated as equal. */
    enum Result {
        APPLIED,
        UNCHANGED,
        STALE,
        OVERTAKEN,
        REFUSED,
        /** Transient: the command is retried. */
        DEFERRED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param code the error code of a refusal, if the rules define one; otherwise empty */
    record Response(Result result, String code) {
        static Response of(Result result) {
            return new Response(result, "");
        }

        static Response refused(String code) {
            return new Response(Result.REFUSED, code);
        }

        /** Returns whether the system's outcome, a result and an error code, is the same. */
        boolean matches(String otherResult, String otherCode) {
            boolean isSuccess = result == Result.APPLIED || result == Result.UNCHANGED;
            boolean isSame = isSuccess
                    ? otherResult.equals("applied") || otherResult.equals("unchanged")
                    : otherResult.equals(result.text());
            return isSame && (code.isEmpty() || code.equals(otherCode));
        }

        @Override
        public String toString() {
            return (result.text() + " " + code).strip();
        }

        /** Returns whether a notice is published: for a refusal, and for an overtaken command. */
        boolean isNotified() {
            return result == Result.REFUSED || result == Result.OVERTAKEN;
        }
    }

    /**
     * "A stamp is (issued at, rank, command id), compared in that order."
     *
     * @param isJustBefore whether this stamp is of no command, and immediately before those of its instant and rank
     */
    record Stamp(Instant issuedAt, int rank, String commandId, boolean isJustBefore) implements Comparable<Stamp> {
        private static final Comparator<Stamp> ORDER = Comparator.comparing(Stamp::issuedAt)
                .thenComparingInt(Stamp::rank)
                .thenComparing(Stamp::commandId)
                .thenComparing(it -> !it.isJustBefore);

        /** Earlier than the stamp of every command. */
        static final Stamp NONE = new Stamp(Instant.MIN, -1, "", false);

        @Override
        public int compareTo(Stamp other) {
            return ORDER.compare(this, other);
        }

        boolean isBefore(Stamp other) {
            return compareTo(other) < 0;
        }

        /** Returns a stamp that is before those of all commands of this instant and rank: of several creates, none is a delete. */
        private Stamp justBefore() {
            return new Stamp(issuedAt, rank, "", true);
        }

        static Stamp later(Stamp a, Stamp b) {
            return a.isBefore(b) ? b : a;
        }
    }

    /**
     * A pause: the running register holds one, or none.
     *
     * @param since included
     * @param until excluded; null if only a resume ends it
     * @param isRequested whether a command requested it, whose sender it names; false for one that its create began with
     * @param reason "until, reason, by" are its value; empty for none
     * @param earlier the pause before it: what was scheduled in it is held back "however late" it arrives
     */
    record ModelPause(
            Instant since,
            @Nullable Instant until,
            boolean isRequested,
            String reason,
            @Nullable ModelPause earlier) {
        private static final Duration MAX_LATENESS = Duration.ofDays(15);

        /** Returns the pause that a request results in: one that is in force goes on, otherwise its past part is kept. */
        static ModelPause requested(
                Optional<ModelPause> before, Instant since, @Nullable Instant until, String reason, Instant at) {
            ModelPause other = before.orElse(null);
            if (other == null) {
                return new ModelPause(since, until, true, reason, null);
            }
            boolean startsLater = since.isAfter(at);
            boolean isRepeated = Objects.equals(until, other.until)
                    && reason.equals(other.reason)
                    && (startsLater ? other.since.equals(since) : other.isInForce(since));
            if (isRepeated) {
                return other;
            }
            if (startsLater || !other.isInForce(since)) {
                return new ModelPause(since, until, true, reason, kept(other.resumed(at), at, 2));
            }
            if (until != null) {
                boolean isPart = other.earlier != null && !other.earlier.since.isBefore(other.since);
                return new ModelPause(other.since, until, true, reason, isPart ? other.earlier.earlier : other.earlier);
            }
            return new ModelPause(
                    other.since,
                    null,
                    true,
                    reason,
                    kept(other.until == null ? other.earlier : other.resumed(since), at, 2));
        }

        private static @Nullable ModelPause kept(@Nullable ModelPause pause, Instant at, int most) {
            return pause == null || most == 0 || pause.isOver(at.minus(MAX_LATENESS))
                    ? null
                    : new ModelPause(pause.since, pause.until, true, pause.reason, kept(pause.earlier, at, most - 1));
        }

        /** Returns what is left after a resume: the past part, and otherwise what came before. */
        @Nullable
        ModelPause resumed(Instant at) {
            if (isOver(at)) {
                return this;
            }
            return until != null && since.isBefore(at) ? new ModelPause(since, at, true, reason, earlier) : earlier;
        }

        boolean isOver(Instant time) {
            return until != null && !time.isBefore(until);
        }

        boolean isInForce(Instant time) {
            return !time.isBefore(since) && !isOver(time);
        }

        /** Returns whether both are the same value. The start of a plain pause is of no consequence. */
        static boolean isSame(Optional<ModelPause> a, Optional<ModelPause> b) {
            boolean arePlain = a.isPresent() && b.isPresent() && a.get().until == null && b.get().until == null;
            return arePlain && a.get().reason.equals(b.get().reason) && Objects.equals(a.get().earlier, b.get().earlier)
                    || a.equals(b);
        }
    }

    /** Registers whose initial value in an incarnation has no stamp. */
    private enum Register {
        RUNNING,
        GROUP
    }

    private record RegisterValue(Object value, Stamp stamp) {}

    private static final String DEFAULT_GROUP = "default";

    /** Whether a group exists, at the time of the decision. */
    private final Predicate<String> isGroup;

    /** "Existence: two stamps. The schedule exists while the create is later." */
    private Stamp createStamp = Stamp.NONE;

    private Stamp deleteStamp = Stamp.NONE;
    private boolean initiallyPaused;
    private String initialGroup = DEFAULT_GROUP;
    private String groupOfTombstone = DEFAULT_GROUP;
    private @Nullable DefinitionSpec def;
    private Stamp definitionStamp = Stamp.NONE;
    private Instant anchor = Instant.EPOCH;
    private Instant createdAt = Instant.EPOCH;
    private final Map<Register, RegisterValue> registers = new EnumMap<>(Register.class);

    /** "A register per nominal time": whether it is skipped, and the stamp. */
    private final NavigableMap<Instant, RegisterValue> skipRegisters = new TreeMap<>();

    private boolean isCompleted;
    private boolean hasRecord;
    private long version;
    private int incarnations;
    private final Map<String, Response> outcomes = new HashMap<>();

    /** Creates the model of a schedule in a system in which every group exists. */
    ReferenceModel() {
        this(group -> true);
    }

    ReferenceModel(Predicate<String> isGroup) {
        this.isGroup = isGroup;
    }

    boolean exists() {
        return deleteStamp.isBefore(createStamp);
    }

    /** Returns whether it is paused until a resume. "A pause with until is a gate and nothing else." */
    boolean isPaused() {
        return pause().filter(it -> it.until() == null).isPresent();
    }

    /** Returns the pause that was last asked for, also one that is over. */
    @SuppressWarnings("unchecked")
    Optional<ModelPause> pause() {
        return (Optional<ModelPause>) value(Register.RUNNING);
    }

    String group() {
        return (String) value(Register.GROUP);
    }

    /** Returns the nominal times of the skips that hold: those whose stamp is later than the latest delete. */
    NavigableSet<Instant> skips() {
        NavigableSet<Instant> held = new TreeSet<>();
        skipRegisters.forEach((time, it) -> {
            if (it.value.equals(true) && deleteStamp.isBefore(it.stamp)) {
                held.add(time);
            }
        });
        return held;
    }

    boolean isCompleted() {
        return isCompleted;
    }

    long version() {
        return version;
    }

    /** Returns how many incarnations were created. */
    int incarnations() {
        return incarnations;
    }

    @Nullable
    DefinitionSpec def() {
        return def;
    }

    Instant anchor() {
        return anchor;
    }

    Instant createdAt() {
        return createdAt;
    }

    /**
     * Returns the status: the first that applies of deleted, failed, completed, paused, pending and active;
     * {@code none} if there is no record.
     *
     * @param isFailed whether the engine refused the entry
     * @param isPending whether the record was never converged
     * @param now at which a pause with an end is judged
     */
    String status(boolean isFailed, boolean isPending, Instant now) {
        String status = status(isFailed, isPending);
        boolean isLive = status.equals("pending") || status.equals("active");
        return isLive && pause().filter(it -> it.isInForce(now)).isPresent() ? "paused" : status;
    }

    /** Returns the status apart from a pause that ends by itself. */
    private String status(boolean isFailed, boolean isPending) {
        if (!hasRecord) {
            return "none";
        } else if (!exists()) {
            return "deleted";
        } else if (isFailed) {
            return "failed";
        } else if (isCompleted) {
            return "completed";
        } else if (isPaused()) {
            return "paused";
        }
        return isPending ? "pending" : "active";
    }

    /**
     * Returns the state that must be equal after two arrival orders of the same commands. A pause that is over is no part
     * of it: one that arrives after its resume never held anything back.
     */
    @Override
    public String endState(Instant now) {
        if (!hasRecord || !exists()) {
            return status(false, false);
        }
        return status(false, false) + " " + group() + " " + skips() + " "
                + pause().filter(it -> !it.isOver(now)).map(ModelPause::until) + " " + def;
    }

    /** "A pause or resume counts while its stamp is later than the latest delete"; so do move, skip and unskip. */
    private Object value(Register register) {
        RegisterValue written = registers.get(register);
        if (written != null && deleteStamp.isBefore(written.stamp)) {
            return written.value;
        }
        return switch (register) {
            case RUNNING ->
                initiallyPaused
                        ? Optional.of(new ModelPause(createdAt, null, false, "", null))
                        : Optional.<ModelPause>empty();
            case GROUP -> initialGroup;
        };
    }

    /** Records that a tombstone was stored for an orphan, with this version. */
    void recordTombstone(long tombstoneVersion) {
        hasRecord = true;
        version = tombstoneVersion;
    }

    /** Records completion: the last execution is final and no firing is left. */
    void complete() {
        isCompleted = true;
    }

    /**
     * Completes the schedule if it has no firing after {@code now}, assuming that all due firings were executed. A
     * paused schedule only completes in a reconcile run.
     */
    void completeIfOver(Instant now) {
        if (exists() && !isPaused() && !firesAfter(now)) {
            complete();
        }
    }

    /** Returns whether the schedule has a firing after an instant. */
    boolean firesAfter(Instant instant) {
        return def != null && firesAfter(def, instant);
    }

    /**
     * Delivers a command. A command id with a stored outcome gets that outcome again. Outcomes are stored only if there
     * is a record.
     */
    @Override
    public Response deliver(CommandSpec command, Instant now) {
        Response before = outcomes.get(command.id());
        if (before != null) {
            return before;
        }
        Response response = decide(command, now, false);
        if (hasRecord && response.result() != Result.DEFERRED) {
            outcomes.put(command.id(), response);
        }
        return response;
    }

    static Stamp stamp(CommandSpec command) {
        return new Stamp(command.issuedAt(), rank(command.action()), command.id(), false);
    }

    private static int rank(ScheduleAction action) {
        return action == ScheduleAction.RESTORE ? 0 : RANKS.indexOf(action);
    }

    private static String groupOf(CommandSpec command) {
        return command.group() == null ? DEFAULT_GROUP : command.group();
    }

    /** Returns why a pause is requested: the function's own commands, whose ids are like those of the API, say so. */
    private static String reason(CommandSpec command) {
        return command.id().startsWith("cmd_") ? "failures" : "";
    }

    /** Decides and applies a command that was not decided before. */
    Response decide(CommandSpec command, Instant now, boolean isFailed) {
        if (command.issuedAt().isBefore(now.minus(MAX_COMMAND_AGE))) {
            return Response.refused("");
        }
        Stamp stamp = stamp(command);
        return switch (command.action()) {
            case CREATE -> create(command, stamp, now);
            case RESTORE -> restore(command, stamp, now);
            case DELETE -> delete(command, stamp, now);
            case UPDATE -> ifExists(command, stamp, now, () -> update(command, stamp, now));
            case PAUSE -> ifExists(command, stamp, now, () -> pause(command, stamp, now));
            case RESUME -> ifExists(command, stamp, now, () -> resume(command, stamp, now));
            case MOVE -> ifExists(command, stamp, now, () -> move(command, stamp, now));
            case SKIP, UNSKIP -> ifExists(command, stamp, now, () -> skip(command, stamp, now));
            case TRIGGER ->
                ifExists(
                        command,
                        stamp,
                        now,
                        () -> isFailed ? Response.refused("schedule_failed") : Response.of(Result.APPLIED));
        };
    }

    /** "A command is stale only against a register that it writes, or against the latest delete": here, the latest delete. */
    private Response ifExists(CommandSpec command, Stamp stamp, Instant now, Supplier<Response> otherwise) {
        if (stamp.isBefore(deleteStamp)) {
            return Response.of(Result.STALE);
        }
        return exists() ? otherwise.get() : notFound(command, now);
    }

    private Response notFound(CommandSpec command, Instant now) {
        return deferOrRefuse(command, now, createStamp == Stamp.NONE ? "schedule_not_found" : "schedule_deleted");
    }

    /** For a publisher, not found, deleted and name conflict are transient at first; for the API they are refused. */
    static Response deferOrRefuse(SentCommand<?> command, Instant now, String code) {
        Instant waitStart = min(command.issuedAt(), command.publishedAt());
        boolean mayDefer = now.isBefore(waitStart.plus(MAX_DEFER_TIME));
        return !command.isFromApi() && mayDefer ? Response.of(Result.DEFERRED) : Response.refused(code);
    }

    private Response create(CommandSpec command, Stamp stamp, Instant now) {
        DefinitionSpec requested = command.requireDef();
        if (!requested.isValid()) {
            return neverFires(false);
        }
        if (!isGroup.test(groupOf(command))) {
            return deferOrRefuse(command, now, "invalid_group");
        }
        if (!exists() && stamp.isBefore(deleteStamp)) {
            createStamp = Stamp.later(createStamp, stamp);
            return Response.of(Result.STALE);
        }
        // "Unchanged: the same definition, initial status and initial group as this life."
        boolean isSame = requested.equals(def)
                && command.isPaused() == initiallyPaused
                && groupOf(command).equals(initialGroup);
        // A completed schedule counts as a delete just before the create. But an identical create is unchanged, and
        // a create that was issued before the existing definition is overtaken: its definition could not be written,
        // so it would be lost without a notice.
        boolean replacesCompleted =
                exists() && isCompleted && !isSame && createStamp.isBefore(stamp) && definitionStamp.isBefore(stamp);
        if (!exists() || replacesCompleted) {
            Instant asOf = min(command.issuedAt(), now);
            boolean isStartTooOld =
                    requested.start() != null && requested.start().isBefore(asOf.minus(START_TOLERANCE));
            if (isStartTooOld || !fires(requested, asOf)) {
                return neverFires(isStartTooOld);
            }
            return beginIncarnation(command, stamp, replacesCompleted, now);
        }
        if (isSame) {
            createStamp = Stamp.later(createStamp, stamp);
            return Response.of(Result.UNCHANGED);
        }
        if (stamp.isBefore(definitionStamp)) {
            createStamp = Stamp.later(createStamp, stamp);
            return Response.of(Result.OVERTAKEN);
        }
        return deferOrRefuse(command, now, "schedule_name_conflict");
    }

    /**
     * "Of a tombstone: a new incarnation with its last definition and group, paused; not deleted: schedule_name_conflict;
     * stale rule as create."
     */
    private Response restore(CommandSpec command, Stamp stamp, Instant now) {
        if (createStamp == Stamp.NONE) {
            return notFound(command, now);
        }
        if (stamp.isBefore(deleteStamp)) {
            createStamp = Stamp.later(createStamp, stamp);
            return Response.of(Result.STALE);
        }
        if (exists()) {
            return deferOrRefuse(command, now, "schedule_name_conflict");
        }
        if (!isGroup.test(groupOfTombstone)) {
            return deferOrRefuse(command, now, "invalid_group");
        }
        DefinitionSpec last = Objects.requireNonNull(def);
        if (!fires(last, min(command.issuedAt(), now))) {
            return neverFires(false);
        }
        Response response =
                beginIncarnation(command.withDefinition(last).paused().inGroup(groupOfTombstone), stamp, false, now);
        // It writes the running register, which is last-writer-wins: an older resume does not make it run.
        if (!isStale(Register.RUNNING, stamp)) {
            Optional<ModelPause> paused = Optional.of(new ModelPause(createdAt, null, true, "", null));
            registers.put(Register.RUNNING, new RegisterValue(paused, stamp));
        }
        return response;
    }

    /** The initial values of an incarnation have no stamp. */
    private Response beginIncarnation(CommandSpec command, Stamp stamp, boolean replacesCompleted, Instant now) {
        if (replacesCompleted) {
            deleteStamp = Stamp.later(deleteStamp, stamp.justBefore());
        }
        createStamp = stamp;
        createdAt = min(command.issuedAt(), now);
        initiallyPaused = command.isPaused();
        initialGroup = groupOf(command);
        isCompleted = false;
        hasRecord = true;
        incarnations++;
        version++;
        if (definitionStamp.isBefore(stamp)) {
            def = command.requireDef();
            definitionStamp = stamp;
            anchor = def.anchorFor(createdAt);
        } else {
            // As if the later update had arrived after this create: it keeps the create's phase or begins a new one.
            DefinitionSpec current = Objects.requireNonNull(def);
            anchor = current.hasSamePhaseAs(command.requireDef())
                    ? command.requireDef().anchorFor(createdAt)
                    : current.anchorFor(min(definitionStamp.issuedAt(), now));
        }
        return Response.of(Result.APPLIED);
    }

    private Response update(CommandSpec command, Stamp stamp, Instant now) {
        DefinitionSpec requested = command.requireDef();
        DefinitionSpec current = Objects.requireNonNull(def);
        if (!requested.isValid()) {
            return neverFires(false);
        }
        boolean isSame = requested.equals(current);
        if (command.expectedVersion() != null && command.expectedVersion() != version && !isSame) {
            return Response.refused("version_conflict");
        }
        if (stamp.isBefore(definitionStamp)) {
            return Response.of(Result.STALE);
        }
        if (isSame) {
            definitionStamp = stamp;
            return Response.of(Result.UNCHANGED);
        }
        // "A completed schedule stays completed after an update that does not change when it fires."
        if (!requested.hasSameTimingAs(current)) {
            Instant asOf = min(command.issuedAt(), now);
            boolean isStartTooOld = requested.start() != null
                    && !requested.start().equals(current.start())
                    && requested.start().isBefore(asOf.minus(START_TOLERANCE));
            boolean fires = requested.hasSamePhaseAs(current) ? firesAfter(requested, asOf) : fires(requested, asOf);
            if (isStartTooOld || !fires) {
                return neverFires(isStartTooOld);
            }
            isCompleted = false;
            anchor = requested.hasSamePhaseAs(current) ? anchor : requested.anchorFor(asOf);
        }
        def = requested;
        definitionStamp = stamp;
        raiseVersion(now);
        return Response.of(Result.APPLIED);
    }

    private static Response neverFires(boolean isStartTooOld) {
        return Response.refused(isStartTooOld ? "invalid_request" : "invalid_schedule_expression");
    }

    /**
     * Returns whether a definition that begins at an instant has a firing; a rate whose start just passed, at most 5 minutes
     * ago, fires at once.
     */
    private static boolean fires(DefinitionSpec requested, Instant asOf) {
        Instant start = requested.start();
        boolean firesAtOnce = requested.isRate()
                && start != null
                && !start.isAfter(asOf)
                && !start.isBefore(asOf.minus(START_TOLERANCE))
                && requested.recurrence(start).firesAt(start);
        return firesAtOnce || requested.firesFrom(asOf);
    }

    private boolean firesAfter(DefinitionSpec requested, Instant instant) {
        return requested.recurrence(anchor).next(instant).isPresent();
    }

    /**
     * "A later pause replaces an earlier one." Firings are held back "from the start of the pause", which stays where it
     * is while a pause is in force.
     */
    private Response pause(CommandSpec command, Stamp stamp, Instant now) {
        Instant at = min(command.issuedAt(), now);
        Optional<ModelPause> before = pause();
        if (isStale(Register.RUNNING, stamp)) {
            return Response.of(Result.STALE);
        }
        if (command.until() != null && !command.until().isAfter(at)) {
            return Response.refused("invalid_until");
        }
        return write(
                Register.RUNNING,
                Optional.of(ModelPause.requested(before, at, command.until(), reason(command), at)),
                stamp,
                now);
    }

    /**
     * By the API's description a resume is "refused if no firing is left", unless the schedule is completed already. Of a
     * pause with an end the past part is kept: what was scheduled in it is held back "however late" it arrives.
     */
    private Response resume(CommandSpec command, Stamp stamp, Instant now) {
        Instant at = min(command.issuedAt(), now);
        boolean isStale = isStale(Register.RUNNING, stamp);
        if (!isStale && isPaused() && !isCompleted && !firesAfter(Objects.requireNonNull(def), at)) {
            return Response.refused("invalid_schedule_expression");
        }
        return write(Register.RUNNING, pause().map(it -> it.resumed(at)), stamp, now);
    }

    private Response move(CommandSpec command, Stamp stamp, Instant now) {
        boolean isUnknown = !groupOf(command).equals(group()) && !isGroup.test(groupOf(command));
        return isUnknown && !isStale(Register.GROUP, stamp)
                ? deferOrRefuse(command, now, "invalid_group")
                : write(Register.GROUP, groupOf(command), stamp, now);
    }

    /**
     * "Last-writer-wins" for each nominal time; no firing, or one that "passed when applied", is "not_a_firing". A skip that
     * a later definition has no firing for is kept, and can be taken back.
     */
    private Response skip(CommandSpec command, Stamp stamp, Instant now) {
        Optional<Instant> found = nominalTime(command, now);
        if (found.isEmpty()) {
            return Response.refused("not_a_firing");
        }
        Instant time = found.get();
        RegisterValue written = skipRegisters.get(time);
        if (written != null && stamp.isBefore(written.stamp)) {
            return Response.of(Result.STALE);
        }
        boolean isSkip = command.action() == ScheduleAction.SKIP;
        boolean wasSkipped = skips().contains(time);
        boolean isKnown = isFiring(time) || !isSkip && wasSkipped;
        if (!isKnown || !time.isAfter(now)) {
            return Response.refused("not_a_firing");
        }
        if (isSkip && !wasSkipped && pendingSkips(now) == MAX_PENDING_SKIPS) {
            return Response.refused("too_many_skips");
        }
        skipRegisters.put(time, new RegisterValue(isSkip, stamp));
        dropOldSkips(now);
        version += isSkip == wasSkipped ? 0 : 1;
        return Response.of(isSkip == wasSkipped ? Result.UNCHANGED : Result.APPLIED);
    }

    /** "Without a time, the next nominal firing after the command's effective issue time", skipped already or not. */
    private Optional<Instant> nominalTime(CommandSpec command, Instant now) {
        Recurrence recurrence = Objects.requireNonNull(def).recurrence(anchor);
        Instant requested = command.scheduledTime();
        if (requested == null) {
            return recurrence.next(min(command.issuedAt(), now));
        }
        Duration tolerance = def.isRate() ? RATE_TOLERANCE : Duration.ZERO;
        Optional<Instant> near = recurrence
                .next(requested.minus(tolerance).minusNanos(1))
                .filter(it -> !it.isAfter(requested.plus(tolerance)));
        return Optional.of(near.orElse(requested));
    }

    private boolean isFiring(Instant time) {
        return Objects.requireNonNull(def).recurrence(anchor).firesAt(time);
    }

    /** "Pending = set, in the future, and a firing of the current definition." */
    private long pendingSkips(Instant now) {
        return skips().tailSet(now, false).stream().filter(this::isFiring).count();
    }

    /** "15 days after their time", at "writes that happen anyway". */
    private void dropOldSkips(Instant now) {
        skipRegisters.headMap(now.minus(SKIP_AGE), false).clear();
    }

    private void raiseVersion(Instant now) {
        version++;
        dropOldSkips(now);
    }

    private boolean isStale(Register register, Stamp stamp) {
        RegisterValue written = registers.get(register);
        return written != null && stamp.isBefore(written.stamp);
    }

    /** "Each register is last-writer-wins by its own stamp." */
    private Response write(Register register, Object value, Stamp stamp, Instant now) {
        if (isStale(register, stamp)) {
            return Response.of(Result.STALE);
        }
        Optional<ModelPause> pauseBefore = pause();
        Object before = value(register);
        registers.put(register, new RegisterValue(value, stamp));
        boolean isChange =
                register == Register.RUNNING ? !ModelPause.isSame(pauseBefore, pause()) : !value.equals(before);
        if (!isChange) {
            registers.put(register, new RegisterValue(before, stamp));
        } else {
            raiseVersion(now);
        }
        return Response.of(isChange ? Result.APPLIED : Result.UNCHANGED);
    }

    /** "A delete older than the latest create is overtaken": it stamps existence and changes nothing else. */
    private Response delete(CommandSpec command, Stamp stamp, Instant now) {
        if (createStamp == Stamp.NONE) {
            return notFound(command, now);
        }
        boolean isOvertaken = stamp.isBefore(createStamp);
        boolean existed = exists();
        Optional<ModelPause> pauseBefore = pause();
        String groupBefore = group();
        NavigableSet<Instant> skipsBefore = skips();
        deleteStamp = Stamp.later(deleteStamp, stamp);
        if (isOvertaken) {
            // An older pause, resume, move or skip no longer counts: "version goes up by one with each change of any
            // register".
            boolean isChange =
                    !pauseBefore.equals(pause()) || !groupBefore.equals(group()) || !skipsBefore.equals(skips());
            if (existed && isChange) {
                raiseVersion(now);
            }
            return Response.of(Result.OVERTAKEN);
        }
        if (existed && !exists()) {
            groupOfTombstone = groupBefore;
            raiseVersion(now);
        }
        return Response.of(existed ? Result.APPLIED : Result.UNCHANGED);
    }

    static Instant min(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
