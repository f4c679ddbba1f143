package com.rezagent.schedules.group;

import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcomes;
import com.rezagent.schedules.record.CommandedRecord;
import com.rezagent.schedules.record.Digest;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.Register;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.Snapshot;
import com.rezagent.schedules.record.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stored record of a group of schedules: its registers with their stamps. Immutable. The members are not part of it: a
 * schedule's record names its group.
 *
 * @param incarnation identifies this life of the group; a name that is used again gets a new one
 * @param settings the settings register, written by put
 * @param pauses the pause register, written by pause and resume; see {@link #pause()} for the effective value
 * @param created stamp of the latest put; {@link Stamp#ZERO} for none
 * @param deleted stamp of the latest delete, including deletes that came too late; {@link Stamp#ZERO} for none
 * @param version increases by one with each change of any register, and continues after delete and re-create; 0 for the
 *     default group before it has a record
 * @param revision increases by one with each write; writes are conditional on it
 * @param updatedAt when it last changed, in whole seconds
 * @param expiresAt when the store may delete the record of a deleted group; null for never
 */
public record Group(
        ResourceName name,
        String incarnation,
        Register<GroupSettings> settings,
        Register<Optional<Pause>> pauses,
        Stamp created,
        Stamp deleted,
        String createdBy,
        Instant createdAt,
        Instant updatedAt,
        long version,
        long revision,
        @Nullable Instant expiresAt,
        CommandOutcomes commands)
        implements CommandedRecord<Group> {

    /** How long a deleted group's record is kept. */
    public static final Duration TIME_TO_LIVE = Duration.ofDays(90);

    /** The default group before it has a record. It always exists. */
    public static final Group DEFAULT = new Group(
            ResourceName.DEFAULT_GROUP,
            "default",
            Register.unwritten(GroupSettings.NONE),
            Register.unwritten(Optional.empty()),
            Stamp.ZERO,
            Stamp.ZERO,
            "system",
            Instant.EPOCH,
            Instant.EPOCH,
            0,
            0,
            null,
            CommandOutcomes.NONE);

    /** Returns the default group for its first write. */
    public static Group defaultFor(String createdBy, Instant at) {
        return new Group(
                DEFAULT.name,
                DEFAULT.incarnation,
                DEFAULT.settings,
                DEFAULT.pauses,
                DEFAULT.created,
                DEFAULT.deleted,
                createdBy,
                second(at),
                second(at),
                0,
                0,
                null,
                CommandOutcomes.NONE);
    }

    /**
     * Creates a group that was never written: version 1.
     *
     * @param at when the put was requested, never later than now
     */
    public static Group create(ResourceName name, GroupSettings settings, Stamp stamp, Instant at, String createdBy) {
        Instant second = second(at);
        return new Group(
                name,
                incarnation(stamp),
                new Register<>(settings, stamp),
                Register.unwritten(Optional.empty()),
                stamp,
                Stamp.ZERO,
                createdBy,
                second,
                second,
                1,
                0,
                null,
                CommandOutcomes.NONE);
    }

    private static String incarnation(Stamp stamp) {
        return Digest.hex128(stamp.issuedAt() + " " + stamp.commandId()).substring(0, 12);
    }

    private static Instant second(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    public boolean isDefault() {
        return name.equals(ResourceName.DEFAULT_GROUP);
    }

    /** Returns whether it is not deleted. The default group always exists. */
    public boolean exists() {
        return isDefault() || deleted.isBefore(created);
    }

    /** Returns the pause that was last requested in this life, including one that has not started or is over. */
    public @Nullable Pause pause() {
        return pauses.isLaterThan(deleted) ? pauses.value().orElse(null) : null;
    }

    /** Returns whether a pause is in force. */
    public boolean isPaused(Instant now) {
        Pause pause = pause();
        return pause != null && pause.covers(now);
    }

    /**
     * Returns what gates and notices read. The pause that a group had when it was deleted still holds for members that slipped in.
     */
    public GroupGate gate() {
        boolean isOfLastLife = !pauses.stamp().issuedAt().isBefore(createdAt);
        Pause last = isOfLastLife ? pauses.value().orElse(null) : null;
        return new GroupGate(
                name, exists(), exists() ? pause() : last, settings.value().notices());
    }

    /** Returns the latest stamp of the registers. */
    public Stamp latestStamp() {
        return Stamp.later(Stamp.later(created, deleted), Stamp.later(settings.stamp(), pauses.stamp()));
    }

    /** Returns the content of the {@code ETag}: incarnation and version. */
    public String entityTag() {
        return incarnation + "-" + version;
    }

    /** Returns whether the record's time to live has passed. */
    public boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    @Override
    public Optional<CommandOutcome> outcomeOf(String commandId) {
        return commands.find(commandId);
    }

    @Override
    public Group withOutcome(CommandOutcome outcome) {
        return with(commands.append(outcome));
    }

    @Override
    public Snapshot snapshot(Instant at) {
        Pause pause = exists() ? pause() : null;
        Pause shown = pause == null || pause.isOver(at) ? null : pause;
        return new Snapshot(
                        Change.Subject.ofGroup(name),
                        new Snapshot.Replaceable(
                                settings.value(), () -> GroupJson.settings(settings.value()), Set.of()))
                .with("status", !exists() ? "deleted" : isPaused(at) ? "paused" : "active")
                .with("paused_from", shown == null ? null : shown.since())
                .with("paused_until", shown == null ? null : shown.until())
                .with("pause_reason", shown == null ? null : shown.reason());
    }

    // --- changes ---

    /** Returns a copy for a put: a new life if it is deleted, otherwise with other settings. */
    public Group put(GroupSettings next, Stamp stamp, String by, Instant now) {
        Instant at = earlier(stamp.issuedAt(), now);
        Register<GroupSettings> written = settings.write(next, stamp);
        if (!exists()) {
            return new Group(
                    name,
                    incarnation(stamp),
                    written,
                    pauses,
                    Stamp.later(created, stamp),
                    deleted,
                    by,
                    second(at),
                    later(updatedAt, second(at)),
                    version + 1,
                    revision,
                    null,
                    commands);
        }
        Group repeated = withSettings(written).withCreated(stamp);
        return settings.value().equals(next) && version > 0 ? repeated : repeated.nextVersion(at);
    }

    /** Returns a copy for a put that came too late to change the settings. */
    public Group withRepeatedPut(Stamp stamp) {
        return withCreated(stamp);
    }

    /**
     * Returns a copy that is paused. A pause that is in force goes on, unless the requested one starts later: that one
     * replaces it, whichever of both arrives first.
     */
    public Group paused(Pause requested, Stamp stamp, Instant now) {
        Pause before = pause();
        boolean startsLater = requested.since().isAfter(earlier(stamp.issuedAt(), now));
        boolean isRepeated = before != null
                && before.isSameAs(requested)
                && (startsLater ? before.since().equals(requested.since()) : before.covers(requested.since()));
        Pause next =
                before != null && isRepeated ? before : requested.replacing(before, earlier(stamp.issuedAt(), now));
        return withPauses(Optional.of(next), stamp, now);
    }

    /** Returns a copy that is not paused. It also cancels a pause that has not started. */
    public Group resumed(Stamp stamp, Instant now) {
        Pause before = pause();
        Instant at = earlier(stamp.issuedAt(), now);
        return withPauses(Optional.ofNullable(before == null ? null : before.resumed(at)), stamp, now);
    }

    private Group withPauses(Optional<Pause> next, Stamp stamp, Instant now) {
        Group changed = withPauseRegister(pauses.write(next, stamp));
        return Objects.equals(changed.pause(), pause()) ? changed : changed.nextVersion(earlier(stamp.issuedAt(), now));
    }

    /** Returns a copy for a delete; it still exists if the delete came too late. */
    public Group deleted(Stamp stamp, Instant now) {
        Group next = withDeleted(Stamp.later(deleted, stamp));
        if (next.exists()) {
            return Objects.equals(next.pause(), pause()) ? next : next.nextVersion(earlier(stamp.issuedAt(), now));
        }
        Group expiring = next.withExpiry(second(now).plus(TIME_TO_LIVE));
        return exists() ? expiring.nextVersion(earlier(stamp.issuedAt(), now)) : expiring;
    }

    private static Instant earlier(Instant a, Instant b) {
        return b.isBefore(a) ? b : a;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }

    private Group nextVersion(Instant at) {
        return new Group(
                name,
                incarnation,
                settings,
                pauses,
                created,
                deleted,
                createdBy,
                createdAt,
                later(updatedAt, second(at)),
                version + 1,
                revision,
                expiresAt,
                commands);
    }

    /** Returns the copy that the store writes over {@code this}: the next revision. For {@link GroupStore}s. */
    public Group nextRevision() {
        return new Group(
                name,
                incarnation,
                settings,
                pauses,
                created,
                deleted,
                createdBy,
                createdAt,
                updatedAt,
                version,
                revision + 1,
                expiresAt,
                commands);
    }

    private Group withSettings(Register<GroupSettings> next) {
        return new Group(
                name,
                incarnation,
                next,
                pauses,
                created,
                deleted,
                createdBy,
                createdAt,
                updatedAt,
                version,
                revision,
                expiresAt,
                commands);
    }

    private Group withPauseRegister(Register<Optional<Pause>> next) {
        return new Group(
                name,
                incarnation,
                settings,
                next,
                created,
                deleted,
                createdBy,
                createdAt,
                updatedAt,
                version,
                revision,
                expiresAt,
                commands);
    }

    private Group withCreated(Stamp stamp) {
        return new Group(
                name,
                incarnation,
                settings,
                pauses,
                Stamp.later(created, stamp),
                deleted,
                createdBy,
                createdAt,
                updatedAt,
                version,
                revision,
                expiresAt,
                commands);
    }

    private Group withDeleted(Stamp stamp) {
        return new Group(
                name,
                incarnation,
                settings,
                pauses,
                created,
                stamp,
                createdBy,
                createdAt,
                updatedAt,
                version,
                revision,
                expiresAt,
                commands);
    }

    private Group withExpiry(Instant at) {
        return new Group(
                name,
                incarnation,
                settings,
                pauses,
                created,
                deleted,
                createdBy,
                createdAt,
                updatedAt,
                version,
                revision,
                at,
                commands);
    }

    private Group with(CommandOutcomes next) {
        return new Group(
                name,
                incarnation,
                settings,
                pauses,
                created,
                deleted,
                createdBy,
                createdAt,
                updatedAt,
                version,
                revision,
                expiresAt,
                next);
    }
}
