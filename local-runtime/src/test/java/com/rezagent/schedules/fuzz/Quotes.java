package com.rezagent.schedules.fuzz;

/** How much of an input an error message repeats. */
final class Quotes {
    /** No error message quotes more characters of its input in one piece. */
    static final int MOST = 100;

    private Quotes() {}

    /** The length of the longest text that both have. */
    static int longest(String input, String message) {
        int longest = 0;
        int[] before = new int[message.length() + 1];
        for (int i = 0; i < input.length(); i++) {
            int[] lengths = new int[message.length() + 1];
            for (int j = 0; j < message.length(); j++) {
                if (input.charAt(i) == message.charAt(j)) {
                    lengths[j + 1] = before[j] + 1;
                    longest = Math.max(longest, lengths[j + 1]);
                }
            }
            before = lengths;
        }
        return longest;
    }
}
