package com.rezagent.schedules.docs;

/** One thing that a reader pastes into a shell. */
sealed interface Step {
    /** Where it stands, counted from 1. */
    int line();

    /** What is pasted. */
    String command();

    /**
     * A curl line with the answer that stands below it.
     *
     * @param response with {@code …} for anything, and as a key for all keys that are left out
     */
    record CurlCall(int line, String command, String response) implements Step {}

    /** A line that keeps a schedule's ETag for the lines below. */
    record KeptTag(int line, String command) implements Step {
        /** How it is written around a curl line that asks for the head too. */
        static final String BEFORE = "ETAG=$(";

        static final String AFTER = " | grep -i '^etag:' | cut -d ' ' -f 2 | tr -d '\\r')";

        /** The curl line in it. */
        String curl() {
            return command.substring(BEFORE.length(), command.length() - AFTER.length());
        }

        static boolean is(String command) {
            return command.startsWith(BEFORE + "curl ") && command.endsWith(AFTER);
        }
    }
}
