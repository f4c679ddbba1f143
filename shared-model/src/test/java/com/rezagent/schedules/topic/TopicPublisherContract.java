package com.rezagent.schedules.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@link TopicPublisher} promises. */
public abstract class TopicPublisherContract {
    /** The topics under test. */
    protected abstract TopicPublisher topics();

    /** One that exists; nothing was published to it when a test begins. */
    protected abstract TopicArn topic();

    /** One that doesn't exist. */
    protected abstract TopicArn unknownTopic();

    /** What a topic delivered.
     *
     * @param messageId as the topic gave it
     */
    public record Received(String messageId, TopicMessage message) {}

    /** What {@link #topic()} delivered since the test began, in any order, once there are at least so many. */
    protected abstract List<Received> received(int count);

    @Test
    void a_message_arrives_with_its_attributes_under_the_id_that_was_answered() {
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
    void each_publish_is_a_message_of_its_own() {
        TopicMessage message = new TopicMessage("{}", Map.of("stage", "test"));

        String first = topics().publish(topic(), message);
        String second = topics().publish(topic(), message);

        assertThat(first).isNotEqualTo(second);
        assertThat(received(2)).containsExactlyInAnyOrder(new Received(first, message), new Received(second, message));
    }

    @Test
    void the_largest_message_is_taken() {
        TopicMessage message = ofBytes(TopicMessage.MAX_BYTES);

        String id = topics().publish(topic(), message);

        assertThat(received(1)).extracting(Received::messageId).containsExactly(id);
    }

    @Test
    void a_message_of_one_byte_more_is_refused() {
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
