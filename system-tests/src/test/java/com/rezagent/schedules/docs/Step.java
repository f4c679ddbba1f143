package com.rezagent.schedules.docs;

/** A command of a document. */
sealed interface Step {
    /** Returns the line of the command in the document, from 1. */
    int line();

    /** Returns the command as it is in the document. */
    String command();

    /**
     * A curl command with the documented response below it.
     *
     * @param response the documented response; {@code …} matches any value and, as a key, all omitted keys
     */
    record CurlCall(int line, String command, String response) implements Step {}

    /** A command that stores a schedule's ETag in a variable for later commands. */
    record SavedEtag(int line, String command) implements Step {
        /** The text before the curl command, which prints the headers. */
        static final String PREFIX = "ETAG=$(";

        /** The text after the curl command. */
        static final String SUFFIX = " | grep -i '^etag:' | cut -d ' ' -f 2 | tr -d '\\r')";

        /** Returns the curl command within the assignment. */
        String curl() {
            return command.substring(PREFIX.length(), command.length() - SUFFIX.length());
        }

        static boolean matches(String command) {
            return command.startsWith(PREFIX + "curl ") && command.endsWith(SUFFIX);
        }
    }
}
