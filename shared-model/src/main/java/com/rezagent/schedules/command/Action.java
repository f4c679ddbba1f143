package com.rezagent.schedules.command;

/** What a command requests. Every action of every kind of resource has a text of its own. */
public interface Action {
    /** Returns the text that commands carry. */
    String text();

    /** Returns the rank, which orders commands of the same instant for the same resource, and is stored. */
    int rank();
}
