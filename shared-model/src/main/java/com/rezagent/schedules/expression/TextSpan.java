package com.rezagent.schedules.expression;

/**
 * A named part of a text.
 *
 * @param from index of its first UTF-16 unit
 * @param to index after its last UTF-16 unit
 */
record TextSpan(String name, int from, int to) {
    String in(String text) {
        return text.substring(from, to);
    }

    /** Returns the span of this text inside it; this span if it is not inside, or more than once. */
    TextSpan narrowedTo(String part, String text) {
        String own = in(text);
        int at = own.indexOf(part);
        boolean isUnique = !part.isEmpty() && at >= 0 && own.indexOf(part, at + 1) < 0;
        return isUnique ? new TextSpan(name, from + at, from + at + part.length()) : this;
    }
}
