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
 * The rules of one schedule's registers, as a model that runs. It is written from the protocol's text (sections 1 and 2)
 * and shares no code with the system, so that both can't be wrong in the same way. Rules are quoted where they apply.
 *
 * <p>It knows more kinds of commands than there are: move, skip and unskip come with later features, and are here
 * because the properties that {@code ReferenceModelTest} counts are counted with them.
 */
final class ReferenceModel {
    /** "Transient for 2 minutes from min(issued_at, SNS timestamp), then refused." */
    private static final Duration MAX_DEFER_TIME = Duration.ofMinutes(2);

    /** "Commands over 30 days old are refused." */
    private static final Duration MAX_COMMAND_AGE = Duration.ofDays(30);

    /** "issued_at is requested_at, unless that is more than 5 minutes after the SNS timestamp." */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    /** Of a {@code start_date}, by the command's schema: "at most 5 minutes in the past when it is asked for". */
    private static final Duration START_TOLERANCE = Duration.ofMinutes(5);

    /** "Ranks are explicit numbers: create < update < move < resume < unskip < skip < pause < delete." */
    enum ModelAction {
        CREATE(0),
        UPDATE(1),
        MOVE(2),
        RESUME(3),
        UNSKIP(4),
        SKIP(5),
        PAUSE(6),
        DELETE(7),
        /** Writes no register. Of the same instant it is asked for last: it is never stale for what was asked with it. */
        TRIGGER(8);

        private final int rank;

        ModelAction(int rank) {
            this.rank = rank;
        }
    }

    /** What a command came to. Applied and unchanged count as equal. */
    enum Result {
        APPLIED,
        UNCHANGED,
        STALE,
        OVERTAKEN,
        REFUSED,
        /** To be tried again. */
        DEFERRED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param code of the error where it was refused and the rules name one; else empty */
    record Response(Result result, String code) {
        private static Response of(Result result) {
            return new Response(result, "");
        }

        private static Response refused(String code) {
            return new Response(Result.REFUSED, code);
        }

        /** Whether a system came to the same, by its own words. */
        boolean matches(String otherResult, String otherCode) {
            boolean isDone = result == Result.APPLIED || result == Result.UNCHANGED;
            boolean isSame = isDone
                    ? otherResult.equals("applied") || otherResult.equals("unchanged")
                    : otherResult.equals(result.text());
            return isSame && (code.isEmpty() || code.equals(otherCode));
        }

        @Override
        public String toString() {
            return (result.text() + " " + code).strip();
        }

        /** "A refusal is notified"; a create or delete that came too late "is notified like a refusal". */
        boolean isNotified() {
            return result == Result.REFUSED || result == Result.OVERTAKEN;
        }
    }

    /**
     * A command, as the rules see it.
     *
     * @param requestedAt when its publisher's clock says that it was asked for
     * @param publishedAt the SNS timestamp
     * @param def of a create or update; null with the others
     * @param isPaused whether a create asks for a life that begins paused
     * @param isFromApi whether what it builds on was seen to exist before it was published
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
     * "Stamp = (issued_at, rank, command_id)".
     *
     * @param isJustBefore whether it is before the stamp of that command, and after all that are before that one
     */
    private record Stamp(Instant issuedAt, int rank, String commandId, boolean isJustBefore)
            implements Comparable<Stamp> {
        private static final Comparator<Stamp> ORDER = Comparator.comparing(Stamp::issuedAt)
                .thenComparingInt(Stamp::rank)
                .thenComparing(Stamp::commandId)
                .thenComparing(it -> !it.isJustBefore);

        /** Before every command. */
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

    /** Registers that a life begins without a stamp of their own. */
    private enum Register {
        RUNNING,
        GROUP,
        SKIP
    }

    private record RegisterValue(String value, Stamp stamp) {}

    /** "Existence: two stamps; the schedule exists while the create is later." */
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

    /** Whether there ever was one. */
    boolean hasRecord() {
        return hasRecord;
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

    /** How often it was created where there was none. */
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
     * Its status: "deleted · failed · completed · paused · pending · active", the first that is true.
     *
     * @param isFailed whether the engine refused it
     * @param isPending whether the engine has not seen it
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

    /** All that distinguishes the ends of two orders of the same commands. */
    String endState() {
        if (!hasRecord || !exists()) {
            return status(false, false);
        }
        return status(false, false) + " " + value(Register.GROUP) + " " + value(Register.SKIP) + " " + def;
    }

    /** "A pause, resume, move or skip counts while its stamp is later than the latest delete." */
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

    /** Somebody found an engine entry that no command made, and left a tombstone of this version. */
    void recordTombstone(long itsVersion) {
        hasRecord = true;
        version = itsVersion;
    }

    /** Its last execution is final and no firing is left. */
    void complete() {
        isCompleted = true;
    }

    /**
     * Time has come, and all that was due is done: "completed when the last execution is final". What is paused has no
     * last execution.
     */
    void completeIfOver(Instant now) {
        if (exists() && !isPaused() && !firesAfter(now)) {
            complete();
        }
    }

    /** Whether a firing is left. */
    boolean firesAfter(Instant instant) {
        return def != null && firesAfter(def, instant);
    }

    /**
     * Delivers a command: "Command id among its outcomes? The outcome stands." Outcomes are kept where there is a record.
     */
    Response deliver(ModelCommand ask, Instant now) {
        Response before = outcomes.get(ask.id());
        if (before != null) {
            return before;
        }
        Response response = decide(ask, now, false);
        if (hasRecord && response.result() != Result.DEFERRED) {
            outcomes.put(ask.id(), response);
        }
        return response;
    }

    /** Decides a command that was not decided before, and applies it. */
    Response decide(ModelCommand ask, Instant now, boolean isFailed) {
        if (ask.issuedAt().isBefore(now.minus(MAX_COMMAND_AGE))) {
            return Response.refused("");
        }
        Stamp stamp = ask.stamp();
        return switch (ask.action()) {
            case CREATE -> create(ask, stamp, now);
            case DELETE -> delete(ask, stamp, now);
            case UPDATE -> ifExists(ask, stamp, now, () -> update(ask, stamp, now));
            case PAUSE -> ifExists(ask, stamp, now, () -> write(Register.RUNNING, "paused", stamp));
            case RESUME -> ifExists(ask, stamp, now, () -> resume(ask, stamp, now));
            case MOVE -> ifExists(ask, stamp, now, () -> write(Register.GROUP, "other", stamp));
            case SKIP -> ifExists(ask, stamp, now, () -> write(Register.SKIP, "yes", stamp));
            case UNSKIP -> ifExists(ask, stamp, now, () -> write(Register.SKIP, "no", stamp));
            case TRIGGER ->
                ifExists(
                        ask,
                        stamp,
                        now,
                        () -> isFailed ? Response.refused("schedule_failed") : Response.of(Result.APPLIED));
        };
    }

    /** "Stale only against a register that it writes or against the latest delete": here, the latest delete. */
    private Response ifExists(ModelCommand ask, Stamp stamp, Instant now, Supplier<Response> otherwise) {
        if (stamp.isBefore(deleteStamp)) {
            return Response.of(Result.STALE);
        }
        return exists() ? otherwise.get() : notFound(ask, now);
    }

    private Response notFound(ModelCommand ask, Instant now) {
        return deferOrRefuse(ask, now, createStamp == Stamp.NONE ? "schedule_not_found" : "schedule_deleted");
    }

    /** "A raw publisher's not found, deleted, conflict is transient; the API's are refused at once." */
    private static Response deferOrRefuse(ModelCommand ask, Instant now, String code) {
        Instant known = min(ask.issuedAt(), ask.publishedAt());
        boolean isYoung = now.isBefore(known.plus(MAX_DEFER_TIME));
        return !ask.isFromApi() && isYoung ? Response.of(Result.DEFERRED) : Response.refused(code);
    }

    private Response create(ModelCommand ask, Stamp stamp, Instant now) {
        DefinitionSpec asked = ask.requireDef();
        if (!asked.isValid()) {
            return neverFires(false);
        }
        if (!exists() && stamp.isBefore(deleteStamp)) {
            createStamp = Stamp.later(createStamp, stamp);
            return Response.of(Result.STALE);
        }
        boolean isSame = asked.equals(def) && ask.isPaused() == initiallyPaused;
        // "A completed one counts as a delete just before it", but "an identical create of a completed schedule that
        // has nothing left to fire is unchanged", and one that was "asked before the one that is there" is overtaken:
        // its definition could not be written, so that it would be lost without a word.
        boolean isOver = exists() && isCompleted && !isSame && createStamp.isBefore(stamp) && definitionStamp.isBefore(stamp);
        if (!exists() || isOver) {
            Instant asOf = min(ask.issuedAt(), now);
            boolean isStartTooOld = asked.start() != null && asked.start().isBefore(asOf.minus(START_TOLERANCE));
            if (isStartTooOld || !fires(asked, asOf)) {
                return neverFires(isStartTooOld);
            }
            return beginIncarnation(ask, stamp, isOver, now);
        }
        if (isSame) {
            createStamp = Stamp.later(createStamp, stamp);
            return Response.of(Result.UNCHANGED);
        }
        if (stamp.isBefore(definitionStamp)) {
            createStamp = Stamp.later(createStamp, stamp);
            return Response.of(Result.OVERTAKEN);
        }
        return deferOrRefuse(ask, now, "schedule_name_conflict");
    }

    /** "It gives the life its initial values, without a stamp." */
    private Response beginIncarnation(ModelCommand ask, Stamp stamp, boolean isOver, Instant now) {
        if (isOver) {
            deleteStamp = Stamp.later(deleteStamp, stamp.justBefore());
        }
        createStamp = stamp;
        createdAt = min(ask.issuedAt(), now);
        initiallyPaused = ask.isPaused();
        isCompleted = false;
        hasRecord = true;
        incarnations++;
        version++;
        if (definitionStamp.isBefore(stamp)) {
            def = ask.requireDef();
            definitionStamp = stamp;
            anchor = def.anchorFor(createdAt);
        } else {
            // As if the later command had come later: it keeps the phase that this create began, or begins its own.
            DefinitionSpec kept = Objects.requireNonNull(def);
            anchor = kept.hasSamePhaseAs(ask.requireDef())
                    ? ask.requireDef().anchorFor(createdAt)
                    : kept.anchorFor(min(definitionStamp.issuedAt(), now));
        }
        return Response.of(Result.APPLIED);
    }

    private Response update(ModelCommand ask, Stamp stamp, Instant now) {
        DefinitionSpec asked = ask.requireDef();
        DefinitionSpec current = Objects.requireNonNull(def);
        if (!asked.isValid()) {
            return neverFires(false);
        }
        boolean isSame = asked.equals(current);
        if (ask.expectedVersion() != null && ask.expectedVersion() != version && !isSame) {
            return Response.refused("version_conflict");
        }
        if (stamp.isBefore(definitionStamp)) {
            return Response.of(Result.STALE);
        }
        if (isSame) {
            definitionStamp = stamp;
            return Response.of(Result.UNCHANGED);
        }
        // "Editing what does not change when it fires is allowed and leaves it completed."
        if (!asked.hasSameTimingAs(current)) {
            Instant asOf = min(ask.issuedAt(), now);
            boolean isStartTooOld = asked.start() != null
                    && !asked.start().equals(current.start())
                    && asked.start().isBefore(asOf.minus(START_TOLERANCE));
            boolean fires = asked.hasSamePhaseAs(current) ? firesAfter(asked, asOf) : fires(asked, asOf);
            if (isStartTooOld || !fires) {
                return neverFires(isStartTooOld);
            }
            isCompleted = false;
            anchor = asked.hasSamePhaseAs(current) ? anchor : asked.anchorFor(asOf);
        }
        def = asked;
        definitionStamp = stamp;
        version++;
        return Response.of(Result.APPLIED);
    }

    private static Response neverFires(boolean isStartTooOld) {
        return Response.refused(isStartTooOld ? "invalid_request" : "invalid_schedule_expression");
    }

    /** Whether it fires when it begins at that moment: a rate whose start was a moment ago fires at once. */
    private static boolean fires(DefinitionSpec asked, Instant asOf) {
        Instant start = asked.start();
        boolean firesAtOnce = asked.isRate()
                && start != null
                && !start.isAfter(asOf)
                && asked.recurrence(start).firesAt(start);
        return firesAtOnce || asked.firesFrom(asOf);
    }

    private boolean firesAfter(DefinitionSpec asked, Instant instant) {
        return asked.recurrence(anchor).next(instant).isPresent();
    }

    /** By the API's description a resume is "refused where no firing is left"; what is completed says so already. */
    private Response resume(ModelCommand ask, Stamp stamp, Instant now) {
        RegisterValue running = registers.get(Register.RUNNING);
        boolean isStale = running != null && stamp.isBefore(running.stamp);
        if (!isStale
                && isPaused()
                && !isCompleted
                && !firesAfter(Objects.requireNonNull(def), min(ask.issuedAt(), now))) {
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

    /** "A delete that came too late is overtaken: it stamps existence, changes nothing else." */
    private Response delete(ModelCommand ask, Stamp stamp, Instant now) {
        if (createStamp == Stamp.NONE) {
            return notFound(ask, now);
        }
        boolean isLate = stamp.isBefore(createStamp);
        boolean existed = exists();
        boolean wasPaused = isPaused();
        deleteStamp = Stamp.later(deleteStamp, stamp);
        if (isLate) {
            // A pause or resume that is older counts no more: "version goes up with each change of any register".
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
