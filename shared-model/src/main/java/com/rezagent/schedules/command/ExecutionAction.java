package com.rezagent.schedules.command;

/** What a command requests of an execution. No register is written, so the ranks order nothing that is stored. */
public enum ExecutionAction implements Action {
    RETRY(10),
    ACKNOWLEDGE(20);

    private final int rank;

    ExecutionAction(int rank) {
        this.rank = rank;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public boolean canBeOvertaken() {
        return false;
    }
}
