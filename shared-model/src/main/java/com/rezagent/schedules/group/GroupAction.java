package com.rezagent.schedules.group;

import com.rezagent.schedules.command.Action;

/** What a command requests of a group. Ranks order commands of the same instant, and are stored. */
public enum GroupAction implements Action {
    PUT_GROUP(20),
    RESUME_GROUP(40),
    PAUSE_GROUP(70),
    DELETE_GROUP(80);

    private final int rank;

    GroupAction(int rank) {
        this.rank = rank;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public boolean canBeOvertaken() {
        return this == DELETE_GROUP;
    }
}
