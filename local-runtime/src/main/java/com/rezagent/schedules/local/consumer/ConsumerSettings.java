package com.rezagent.schedules.local.consumer;

import com.rezagent.schedules.messaging.TopicArn;
import java.time.Duration;

/**
 * A consumer of a topic.
 *
 * @param failuresFirst number of messages that it reports as failed before its behavior begins
 * @param after virtual time from a message to its report
 */
public record ConsumerSettings(
        TopicArn topic, ConsumerBehavior behavior, int failuresFirst, Duration after, ReportStyle style) {}
