package com.rezagent.schedules.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a command requests: an enum for each kind of resource. Every action of every kind has a text of its own. */
public interface Action {
    /** Returns the name of the constant. */
    String name();

    /** Returns the text that commands carry: the name in lower case. */
    default String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the rank, which orders commands of the same instant for the same resource, and is stored. */
    int rank();

    /** Returns whether it creates or deletes a resource, so that a later command of this kind can overtake it. */
    boolean canBeOvertaken();

    /** Returns the action of a kind with the given text; empty if there is none. */
    static <A extends Enum<A> & Action> Optional<A> of(Class<A> kind, String text) {
        return Arrays.stream(kind.getEnumConstants())
                .filter(it -> it.text().equals(text))
                .findFirst();
    }

    /** Returns the texts of the actions of a kind. */
    static List<String> texts(Class<? extends Action> kind) {
        return Arrays.stream(kind.getEnumConstants()).map(Action::text).toList();
    }
}
