package com.rezagent.schedules.fuzz;

/** Measures how much of an input an error message quotes. */
final class Quotes {
    /** Maximum number of consecutive characters of its input that an error message may quote. */
    static final int MAX_LENGTH = 100;

    private Quotes() {}

    /** Returns the length of the longest common substring. */
    static int longestCommonSubstring(String input, String message) {
        int longest = 0;
        int[] previous = new int[message.length() + 1];
        for (int i = 0; i < input.length(); i++) {
            int[] lengths = new int[message.length() + 1];
            for (int j = 0; j < message.length(); j++) {
                if (input.charAt(i) == message.charAt(j)) {
                    lengths[j + 1] = previous[j] + 1;
                    longest = Math.max(longest, lengths[j + 1]);
                }
            }
            previous = lengths;
        }
        return longest;
    }
}
