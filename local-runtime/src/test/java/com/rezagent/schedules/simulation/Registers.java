package com.rezagent.schedules.simulation;

import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Stamp;
import com.rezagent.schedules.schedule.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What commands decide about: the two registers and the little that goes with them.
 *
 * @param def null in a tombstone of an orphan
 */
record Registers(
        @Nullable Def def,
        Stamp defStamp,
        State state,
        Stamp stateStamp,
        long version,
        Instant anchor,
        boolean isCompleted) {

    static Registers of(Schedule schedule) {
        return new Registers(
                Def.of(schedule.definition()),
                schedule.definitionStamp(),
                schedule.state(),
                schedule.stateStamp(),
                schedule.version(),
                schedule.anchor(),
                schedule.isCompleted());
    }

    boolean isDeleted() {
        return state == State.DELETED;
    }

    Registers define(Def newDef, Stamp stamp) {
        Instant newAnchor = def != null && newDef.samePhase(def) ? anchor : newDef.anchor(stamp.issuedAt());
        return new Registers(newDef, stamp, state, stateStamp, version + 1, newAnchor, false);
    }

    Registers move(State newState, Stamp stamp) {
        return new Registers(def, defStamp, newState, stamp, version + 1, anchor, isCompleted);
    }

    Registers stamped(Stamp newDefStamp, Stamp newStateStamp) {
        return new Registers(
                def,
                Stamp.later(defStamp, newDefStamp),
                state,
                Stamp.later(stateStamp, newStateStamp),
                version,
                anchor,
                isCompleted);
    }
}
