package com.rezagent.schedules.record;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.util.Optional;
import java.util.Set;

/** The name of a resource that is identified by its name, such as a group. It is part of paths and of stored keys. */
public record ResourceName(String value) implements Comparable<ResourceName> {
    /** Words that are, or may become, the last part of a path beside names. */
    private static final Set<String> RESERVED = Set.of("import", "export", "actions", "preview", "explain");

    private static final int MAX_LENGTH = 64;

    /** The group that schedules are in unless they name another one. */
    public static final ResourceName DEFAULT_GROUP = new ResourceName("default");

    public ResourceName {
        if (!hasForm(value)) {
            throw new IllegalArgumentException("Not the name of a resource");
        }
    }

    /** Without a pattern, because a list reads some hundred names. */
    private static boolean hasForm(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isEnd = i == 0 || i == text.length() - 1;
            if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && (c != '-' || isEnd)) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MAX_LENGTH;
    }

    /** Returns the name; empty if the text is not the form of one, or is reserved. */
    public static Optional<ResourceName> tryParse(String text) {
        return hasForm(text) && !RESERVED.contains(text) ? Optional.of(new ResourceName(text)) : Optional.empty();
    }

    /**
     * Returns the name of a group.
     *
     * @throws RefusedException {@code invalid_group} if the text is not the form of one, or is reserved
     */
    public static ResourceName parseGroup(String text) {
        return tryParse(text)
                .orElseThrow(
                        () -> new RefusedException(
                                ErrorCode.INVALID_GROUP,
                                "The group's name is invalid",
                                RESERVED.contains(text)
                                        ? "group: " + text + " is a reserved word; choose another name"
                                        : "group: must have 1 to 64 of a-z, 0-9 and -, and begin and end with a letter or digit"));
    }

    @Override
    public int compareTo(ResourceName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
