package com.rezagent.schedules.webapi;

import com.rezagent.schedules.record.Digest;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Identifies the place of a failure, so that log lines of the same bug can be counted without printing a stack trace.
 */
final class StackFingerprint {
    private static final int FRAMES = 8;
    private static final int DIGITS = 12;

    private StackFingerprint() {}

    /**
     * Returns the first frame of our own code and a digest of the topmost frames: {@code
     * Preview.preview:55#0f3b9a6c2d1e}.
     */
    static String of(RuntimeException failure) {
        StackTraceElement[] stack = failure.getStackTrace();
        String place = Arrays.stream(stack)
                .filter(frame -> frame.getClassName().startsWith("com.rezagent."))
                .findFirst()
                .map(frame ->
                        frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1) + "."
                                + frame.getMethodName() + ":" + frame.getLineNumber())
                .orElse("elsewhere");
        String top = Arrays.stream(stack)
                .limit(FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining());
        return place + "#" + Digest.hex128(failure.getClass().getName() + top).substring(0, DIGITS);
    }
}
