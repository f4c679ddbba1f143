package com.rezagent.schedules.command;

/**
 * What a command requests of a schedule. Ranks order commands of the same instant, and are stored: create and restore &lt;
 * update &lt; move &lt; unskip &lt; skip &lt; resume &lt; pause &lt; delete &lt; trigger. The gaps between the numbers are
 * reserved for future actions.
 */
public enum ScheduleAction implements Action {
    CREATE(10),
    /** Begins an incarnation as a create does, and has its rank. */
    RESTORE(10),
    UPDATE(20),
    MOVE(30),
    UNSKIP(32),
    SKIP(35),
    RESUME(40),
    PAUSE(70),
    DELETE(80),
    /**
     * Writes no register. It has the highest rank, so that a create issued at the same instant never makes it stale.
     */
    TRIGGER(90);

    private final int rank;

    ScheduleAction(int rank) {
        this.rank = rank;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public boolean canBeOvertaken() {
        return this == CREATE || this == DELETE;
    }

    /** Returns whether a command with this action carries the schedule's definition. */
    public boolean carriesDefinition() {
        return this == CREATE || this == UPDATE;
    }

    /** Returns whether a command with this action can change what the engine should hold. */
    public boolean mayChangeEntry() {
        return this != SKIP && this != UNSKIP && this != TRIGGER;
    }

    /** Returns whether a command with this action writes registers; a trigger writes none. */
    public boolean writesRegisters() {
        return this != TRIGGER;
    }
}
