package com.rezagent.schedules.messaging;

import com.rezagent.schedules.error.ScheduleException;
import org.jspecify.annotations.Nullable;

/**
 * The result of publishing one of several messages. Exactly one of the two is there.
 *
 * @param messageId assigned by the topic; null if publishing failed
 * @param failure what {@link TopicPublisher#publish} would throw; null if the message was published
 */
public record PublishResult(
        @Nullable String messageId, @Nullable ScheduleException failure) {
    public PublishResult {
        if ((messageId == null) == (failure == null)) {
            throw new IllegalArgumentException("A message is either published or has a failure");
        }
    }

    public static PublishResult published(String messageId) {
        return new PublishResult(messageId, null);
    }

    public static PublishResult failed(ScheduleException failure) {
        return new PublishResult(null, failure);
    }

    /** Returns the message id; throws the failure if there is one. */
    public String orThrow() {
        if (failure != null) {
            throw failure;
        }
        if (messageId == null) {
            throw new IllegalStateException("A message is either published or has a failure");
        }
        return messageId;
    }
}
