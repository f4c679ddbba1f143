package com.rezagent.schedules.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An executable model of the rules for one schedule's registers. It is written from the text of docs/architecture.md
 * and shares no code with the system, so that an error cannot be in both. Comments name the rule that applies.
 *
 * <p>It has actions that the system does not have yet: move, skip and unskip. {@code ReferenceModelTest} includes them
 * in its counts.
 */
final class ReferenceModel {
    /** How long a publisher's command that depends on another command is deferred before it is refused. */
    private static final Duration MAX_DEFER_TIME = Duration.ofMinutes(2);

    /** Older commands are refused. */
    private static final Duration MAX_COMMAND_AGE = Duration.ofDays(30);

    /** A {@code requested_at} that is further after the SNS timestamp is replaced by the SNS timestamp. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    /** Of a {@code start_date}, by docs/schemas/command.json: "at most 5 minutes in the past at the time of the request". */
    private static final Duration START_TOLERANCE = Duration.ofMinutes(5);

    /** The actions and their ranks, which order commands of the same instant. */
    enum ModelAction {
        CREATE(0),
        UPDATE(1),
        MOVE(2),
        RESUME(3),
        UNSKIP(4),
        SKIP(5),
        PAUSE(6),
        DELETE(7),
        /** Writes no register. Has the highest rank, so that it is not stale against commands of the same instant. */
        TRIGGER(8);

        private final int rank;

        ModelAction(int rank) {
            this.rank = rank;
        }
    }

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
        private static Response of(Result result) {
            return new Response(result, "");
        }

        private static Response refused(String code) {
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
     * A command as the model receives it.
     *
     * @param requestedAt the time of the request by the publisher's clock
     * @param publishedAt the SNS timestamp
     * @param def the definition of a create or update; otherwise null
     * @param isPaused whether it creates a paused schedule
     * @param isFromApi whether the schedule was known to exist when the command was published
     */
    record ModelCommand(
            String id,
            ModelAction action,
            Instant requestedAt,
            Instant publishedAt,
            @Nullable DefinitionSpec def,
            boolean isPaused,
            @Nullable Long expectedVersion,
            boolean isFromApi) {

        Instant issuedAt() {
            return requestedAt.isAfter(publishedAt.plus(CLOCK_TOLERANCE)) ? publishedAt : requestedAt;
        }

        private Stamp stamp() {
            return new Stamp(issuedAt(), action.rank, id, false);
        }

        private DefinitionSpec requireDef() {
            return Objects.requireNonNull(def);
        }
    }

    /**
     * "A stamp is (issued at, rank, command id), compared in that order."
     *
     * @param isJustBefore whether this stamp is immediately before the stamp with the same values
     */
    private record Stamp(Instant issuedAt, int rank, String commandId, boolean isJustBefore)
            implements Comparable<Stamp> {
        private static final Comparator<Stamp> ORDER = Comparator.comparing(Stamp::issuedAt)
                .thenComparingInt(Stamp::rank)
                .thenComparing(Stamp::commandId)
                .thenComparing(it -> !it.isJustBefore);

        /** Earlier than the stamp of every command. */
        private static final Stamp NONE = new Stamp(Instant.MIN, -1, "", false);

        @Override
        public int compareTo(Stamp other) {
            return ORDER.compare(this, other);
        }

        private boolean isBefore(Stamp other) {
            return compareTo(other) < 0;
        }

        private Stamp justBefore() {
            return new Stamp(issuedAt, rank, commandId, true);
        }

        private static Stamp later(Stamp a, Stamp b) {
            return a.isBefore(b) ? b : a;
        }
    }

    /** Registers whose initial value in an incarnation has no stamp. */
    private enum Register {
        RUNNING,
        GROUP,
        SKIP
    }

    private record RegisterValue(String value, Stamp stamp) {}

    /** "Existence: two stamps. The schedule exists while the create is later." */
    private Stamp createStamp = Stamp.NONE;

    private Stamp deleteStamp = Stamp.NONE;
    private boolean initiallyPaused;
    private @Nullable DefinitionSpec def;
    private Stamp definitionStamp = Stamp.NONE;
    private Instant anchor = Instant.EPOCH;
    private Instant createdAt = Instant.EPOCH;
    private final Map<Register, RegisterValue> registers = new EnumMap<>(Register.class);
    private boolean isCompleted;
    private boolean hasRecord;
    private long version;
    private int incarnations;
    private final Map<String, Response> outcomes = new HashMap<>();

    boolean exists() {
        return deleteStamp.isBefore(createStamp);
    }

    boolean isPaused() {
        return value(Register.RUNNING).equals("paused");
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
     */
    String status(boolean isFailed, boolean isPending) {
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

    /** Returns the state that must be equal after two arrival orders of the same commands. */
    String endState() {
        if (!hasRecord || !exists()) {
            return status(false, false);
        }
        return status(false, false) + " " + value(Register.GROUP) + " " + value(Register.SKIP) + " " + def;
    }

    /** "A pause or resume counts while its stamp is later than the latest delete"; so do move, skip and unskip. */
    private String value(Register register) {
        RegisterValue written = registers.get(register);
        if (written != null && deleteStamp.isBefore(written.stamp)) {
            return written.value;
        }
        return switch (register) {
            case RUNNING -> initiallyPaused ? "paused" : "running";
            case GROUP -> "default";
            case SKIP -> "no";
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
     * paused schedule does not complete.
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
    Response deliver(ModelCommand command, Instant now) {
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

    /** Decides and applies a command that was not decided before. */
    Response decide(ModelCommand command, Instant now, boolean isFailed) {
        if (command.issuedAt().isBefore(now.minus(MAX_COMMAND_AGE))) {
            return Response.refused("");
        }
        Stamp stamp = command.stamp();
        return switch (command.action()) {
            case CREATE -> create(command, stamp, now);
            case DELETE -> delete(command, stamp, now);
            case UPDATE -> ifExists(command, stamp, now, () -> update(command, stamp, now));
            case PAUSE -> ifExists(command, stamp, now, () -> write(Register.RUNNING, "paused", stamp));
            case RESUME -> ifExists(command, stamp, now, () -> resume(command, stamp, now));
            case MOVE -> ifExists(command, stamp, now, () -> write(Register.GROUP, "other", stamp));
            case SKIP -> ifExists(command, stamp, now, () -> write(Register.SKIP, "yes", stamp));
            case UNSKIP -> ifExists(command, stamp, now, () -> write(Register.SKIP, "no", stamp));
            case TRIGGER ->
                ifExists(
                        command,
                        stamp,
                        now,
                        () -> isFailed ? Response.refused("schedule_failed") : Response.of(Result.APPLIED));
        };
    }

    /** "A command is stale only against a register that it writes, or against the latest delete": here, the latest delete. */
    private Response ifExists(ModelCommand command, Stamp stamp, Instant now, Supplier<Response> otherwise) {
        if (stamp.isBefore(deleteStamp)) {
            return Response.of(Result.STALE);
        }
        return exists() ? otherwise.get() : notFound(command, now);
    }

    private Response notFound(ModelCommand command, Instant now) {
        return deferOrRefuse(command, now, createStamp == Stamp.NONE ? "schedule_not_found" : "schedule_deleted");
    }

    /** For a publisher, not found, deleted and name conflict are transient at first; for the API they are refused. */
    private static Response deferOrRefuse(ModelCommand command, Instant now, String code) {
        Instant waitStart = min(command.issuedAt(), command.publishedAt());
        boolean mayDefer = now.isBefore(waitStart.plus(MAX_DEFER_TIME));
        return !command.isFromApi() && mayDefer ? Response.of(Result.DEFERRED) : Response.refused(code);
    }

    private Response create(ModelCommand command, Stamp stamp, Instant now) {
        DefinitionSpec requested = command.requireDef();
        if (!requested.isValid()) {
            return neverFires(false);
        }
        if (!exists() && stamp.isBefore(deleteStamp)) {
            createStamp = Stamp.later(createStamp, stamp);
            return Response.of(Result.STALE);
        }
        boolean isSame = requested.equals(def) && command.isPaused() == initiallyPaused;
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

    /** The initial values of an incarnation have no stamp. */
    private Response beginIncarnation(ModelCommand command, Stamp stamp, boolean replacesCompleted, Instant now) {
        if (replacesCompleted) {
            deleteStamp = Stamp.later(deleteStamp, stamp.justBefore());
        }
        createStamp = stamp;
        createdAt = min(command.issuedAt(), now);
        initiallyPaused = command.isPaused();
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

    private Response update(ModelCommand command, Stamp stamp, Instant now) {
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
        version++;
        return Response.of(Result.APPLIED);
    }

    private static Response neverFires(boolean isStartTooOld) {
        return Response.refused(isStartTooOld ? "invalid_request" : "invalid_schedule_expression");
    }

    /** Returns whether a definition that begins at an instant has a firing; a rate whose start just passed fires at once. */
    private static boolean fires(DefinitionSpec requested, Instant asOf) {
        Instant start = requested.start();
        boolean firesAtOnce = requested.isRate()
                && start != null
                && !start.isAfter(asOf)
                && requested.recurrence(start).firesAt(start);
        return firesAtOnce || requested.firesFrom(asOf);
    }

    private boolean firesAfter(DefinitionSpec requested, Instant instant) {
        return requested.recurrence(anchor).next(instant).isPresent();
    }

    /** By the API's description a resume is "refused if no firing is left", unless the schedule is completed already. */
    private Response resume(ModelCommand command, Stamp stamp, Instant now) {
        RegisterValue running = registers.get(Register.RUNNING);
        boolean isStale = running != null && stamp.isBefore(running.stamp);
        if (!isStale
                && isPaused()
                && !isCompleted
                && !firesAfter(Objects.requireNonNull(def), min(command.issuedAt(), now))) {
            return Response.refused("invalid_schedule_expression");
        }
        return write(Register.RUNNING, "running", stamp);
    }

    /** "Each register is last-writer-wins by its own stamp." */
    private Response write(Register register, String value, Stamp stamp) {
        RegisterValue written = registers.get(register);
        if (written != null && stamp.isBefore(written.stamp)) {
            return Response.of(Result.STALE);
        }
        boolean isChange = !value.equals(value(register));
        registers.put(register, new RegisterValue(value, stamp));
        version += isChange ? 1 : 0;
        return Response.of(isChange ? Result.APPLIED : Result.UNCHANGED);
    }

    /** "A delete older than the latest create is overtaken": it stamps existence and changes nothing else. */
    private Response delete(ModelCommand command, Stamp stamp, Instant now) {
        if (createStamp == Stamp.NONE) {
            return notFound(command, now);
        }
        boolean isOvertaken = stamp.isBefore(createStamp);
        boolean existed = exists();
        boolean wasPaused = isPaused();
        deleteStamp = Stamp.later(deleteStamp, stamp);
        if (isOvertaken) {
            // An older pause or resume no longer counts: "version goes up by one with each change of any register".
            version += existed && wasPaused != isPaused() ? 1 : 0;
            return Response.of(Result.OVERTAKEN);
        }
        version += existed && !exists() ? 1 : 0;
        return Response.of(existed ? Result.APPLIED : Result.UNCHANGED);
    }

    private static Instant min(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
