package com.rezagent.schedules.topic;

import java.util.Optional;
import java.util.regex.Pattern;

/** An SNS topic's ARN. Standard topics only: a FIFO topic would want a message group. */
public record TopicArn(String value) {
    private static final Pattern SHAPE =
            Pattern.compile("arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}");

    public TopicArn {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("Not the ARN of a standard SNS topic");
        }
    }

    public static Optional<TopicArn> tryParse(String text) {
        return SHAPE.matcher(text).matches() ? Optional.of(new TopicArn(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
