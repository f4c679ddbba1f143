package com.rezagent.schedules.simulation;

import com.rezagent.schedules.command.Action;
import com.rezagent.schedules.schedule.Stamp;
import com.rezagent.schedules.schedule.State;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a command should do, written down a second time from the protocol's text and from nothing else: each register
 * belongs to the greatest stamp.
 */
final class Model {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration OLDEST = Duration.ofDays(30);

    private Model() {}

    enum Result {
        APPLIED,
        UNCHANGED,
        STALE,
        REFUSED,
        DEFERRED
    }

    /** @param after null where there is no record */
    record Step(Result result, @Nullable Registers after) {}

    /**
     * @param before null where there is no record
     * @param isFailed whether the engine has refused this version
     */
    static Step decide(@Nullable Registers before, boolean isFailed, Cmd cmd, Instant now) {
        if (cmd.at().isBefore(now.minus(OLDEST))) {
            return new Step(Result.REFUSED, before);
        }
        if (cmd.action() == Action.CREATE && !requireDef(cmd).isValid()) {
            return new Step(Result.REFUSED, before);
        }
        if (cmd.action() == Action.CREATE) {
            return create(before, cmd, now);
        }
        if (before == null || before.def() == null) {
            return waits(before, cmd, now);
        }
        return switch (cmd.action()) {
            case UPDATE -> update(before, before.def(), cmd, now);
            case TRIGGER ->
                before.isDeleted()
                        ? waits(before, cmd, now)
                        : new Step(isFailed ? Result.REFUSED : Result.APPLIED, before);
            case PAUSE -> move(before, before.def(), State.PAUSED, cmd, now);
            case RESUME -> move(before, before.def(), State.ACTIVE, cmd, now);
            case DELETE -> move(before, before.def(), State.DELETED, cmd, now);
            case CREATE -> throw new IllegalStateException();
        };
    }

    /** What it builds on may be on its way; for a publisher that is worth two minutes. */
    private static Step waits(@Nullable Registers before, Cmd cmd, Instant now) {
        boolean isYoung = cmd.at().isAfter(now.minus(PATIENCE));
        return new Step(!cmd.isFromApi() && isYoung ? Result.DEFERRED : Result.REFUSED, before);
    }

    private static Step create(@Nullable Registers before, Cmd cmd, Instant now) {
        Def asked = requireDef(cmd);
        Stamp stamp = cmd.stamp();
        if (before == null) {
            return asked.firesFrom(cmd.at())
                    ? new Step(
                            Result.APPLIED,
                            new Registers(asked, stamp, State.ACTIVE, stamp, 1, asked.anchor(cmd.at()), false))
                    : new Step(Result.REFUSED, null);
        }
        if (before.isDeleted() || before.isCompleted()) {
            Stamp freed =
                    before.isDeleted() ? before.stateStamp() : Stamp.later(before.defStamp(), before.stateStamp());
            if (stamp.isBefore(freed)) {
                return new Step(Result.STALE, before);
            }
            return asked.firesFrom(cmd.at())
                    ? new Step(Result.APPLIED, again(before, asked, stamp))
                    : new Step(Result.REFUSED, before);
        }
        if (asked.equals(before.def())) {
            return new Step(Result.UNCHANGED, before.stamped(stamp, stamp));
        }
        return stamp.isBefore(before.defStamp()) ? new Step(Result.STALE, before) : waits(before, cmd, now);
    }

    /** A new life; a definition that a later command has written before stays. */
    private static Registers again(Registers before, Def asked, Stamp stamp) {
        Registers reborn = new Registers(
                asked, stamp, State.ACTIVE, stamp, before.version() + 1, asked.anchor(stamp.issuedAt()), false);
        if (before.def() == null || before.defStamp().isBefore(stamp)) {
            return reborn;
        }
        Registers edited = reborn.define(before.def(), before.defStamp());
        return new Registers(
                edited.def(), edited.defStamp(), State.ACTIVE, stamp, reborn.version(), edited.anchor(), false);
    }

    private static Step update(Registers before, Def current, Cmd cmd, Instant now) {
        Def asked = requireDef(cmd);
        Stamp stamp = cmd.stamp();
        if (!asked.isValid()) {
            return new Step(Result.REFUSED, before);
        }
        if (before.isDeleted()) {
            return stamp.isBefore(before.stateStamp()) ? new Step(Result.STALE, before) : waits(before, cmd, now);
        }
        boolean isSame = asked.equals(current);
        if (cmd.expectedVersion() != null && cmd.expectedVersion() != before.version() && !isSame) {
            return new Step(Result.REFUSED, before);
        }
        if (stamp.isBefore(before.defStamp())) {
            return new Step(Result.STALE, before);
        }
        if (isSame && !before.isCompleted()) {
            return new Step(Result.UNCHANGED, before.stamped(stamp, before.stateStamp()));
        }
        return asked.firesFrom(cmd.at())
                ? new Step(Result.APPLIED, before.define(asked, stamp))
                : new Step(Result.REFUSED, before);
    }

    private static Step move(Registers before, Def current, State asked, Cmd cmd, Instant now) {
        Stamp stamp = cmd.stamp();
        if (stamp.isBefore(before.stateStamp())) {
            return new Step(Result.STALE, before);
        }
        if (before.isDeleted() && asked != State.DELETED) {
            return waits(before, cmd, now);
        }
        if (before.state() == asked || (before.isCompleted() && asked == State.PAUSED)) {
            return new Step(Result.UNCHANGED, before.stamped(before.defStamp(), stamp));
        }
        if (asked == State.ACTIVE && !current.firesFrom(cmd.at())) {
            return new Step(Result.REFUSED, before);
        }
        return new Step(Result.APPLIED, before.move(asked, stamp));
    }

    private static Def requireDef(Cmd cmd) {
        if (cmd.def() == null) {
            throw new IllegalStateException("A create or update has a definition");
        }
        return cmd.def();
    }
}
