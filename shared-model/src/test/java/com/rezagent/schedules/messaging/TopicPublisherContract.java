package com.rezagent.schedules.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Contract test of {@link TopicPublisher}. */
public abstract class TopicPublisherContract {
    /** Returns the publisher under test. */
    protected abstract TopicPublisher topics();

    /** Returns an existing topic; nothing was published to it when a test begins. */
    protected abstract TopicArn topic();

    /** Returns a topic that does not exist. */
    protected abstract TopicArn unknownTopic();

    /**
     * A message that a topic delivered.
     *
     * @param messageId id that the topic assigned
     */
    public record Received(String messageId, TopicMessage message) {}

    /**
     * Returns what {@link #topic()} has delivered since the test began, in any order, as soon as there are at least
     * {@code count} messages.
     */
    protected abstract List<Received> received(int count);

    @Test
    void a_message_arrives_with_its_attributes_and_the_returned_id() {
        TopicMessage message = new TopicMessage(
                "{\"text\":\"Grüße, 東京 🏌 \\\" \\u0000\"}", Map.of("stage", "test", "message_type", "web_action"));

        String id = topics().publish(topic(), message);

        assertThat(id).isNotBlank();
        assertThat(received(1)).containsExactly(new Received(id, message));
    }

    @Test
    void a_message_needs_no_attributes() {
        TopicMessage message = new TopicMessage("{\"action\":\"create\"}", Map.of());

        String id = topics().publish(topic(), message);

        assertThat(received(1)).containsExactly(new Received(id, message));
    }

    @Test
    void each_publish_creates_a_separate_message() {
        TopicMessage message = new TopicMessage("{}", Map.of("stage", "test"));

        String first = topics().publish(topic(), message);
        String second = topics().publish(topic(), message);

        assertThat(first).isNotEqualTo(second);
        assertThat(received(2)).containsExactlyInAnyOrder(new Received(first, message), new Received(second, message));
    }

    @Test
    void the_largest_allowed_message_is_accepted() {
        TopicMessage message = ofBytes(TopicMessage.MAX_BYTES);

        String id = topics().publish(topic(), message);

        assertThat(received(1)).extracting(Received::messageId).containsExactly(id);
    }

    @Test
    void a_message_one_byte_over_the_limit_is_refused() {
        assertThatThrownBy(() -> topics().publish(topic(), ofBytes(TopicMessage.MAX_BYTES + 1)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE));
    }

    @Test
    void an_unknown_topic_is_refused() {
        assertThatThrownBy(() -> topics().publish(unknownTopic(), new TopicMessage("{}", Map.of())))
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_TARGET);
                    assertThat(refused.joinedDetails()).contains(unknownTopic().value());
                });
    }

    private static TopicMessage ofBytes(int bytes) {
        Map<String, String> attributes = Map.of("stage", "test");
        int others = new TopicMessage("", attributes).bytes();
        return new TopicMessage("x".repeat(bytes - others), attributes);
    }
}
