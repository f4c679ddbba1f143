package com.rezagent.schedules.messaging;

import java.util.Optional;
import java.util.regex.Pattern;

/** ARN of a standard SNS topic. FIFO topics are not supported because publishing to them requires a message group. */
public record TopicArn(String value) {
    private static final Pattern SHAPE =
            Pattern.compile("arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}");

    /** @throws IllegalArgumentException if the text is not the ARN of a standard SNS topic */
    public TopicArn {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("Not the ARN of a standard SNS topic");
        }
    }

    /** Returns the ARN; empty if the text is not the ARN of a standard SNS topic. */
    public static Optional<TopicArn> tryParse(String text) {
        return SHAPE.matcher(text).matches() ? Optional.of(new TopicArn(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
