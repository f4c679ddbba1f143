package com.rezagent.schedules.command;

/** What a command requests. Every action of every kind of resource has a text of its own. */
public interface Action {
    /** Returns the text that commands carry. */
    String text();

    /** Returns the rank, which orders commands of the same instant for the same resource, and is stored. */
    int rank();

    /** Returns whether it creates or deletes a resource, so that a later command of this kind can overtake it. */
    boolean canBeOvertaken();
}
