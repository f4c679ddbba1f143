package com.rezagent.schedules.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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

    @Test
    void several_messages_arrive_each_with_the_id_of_its_result() {
        List<TopicMessage> messages = IntStream.range(0, 25)
                .mapToObj(i -> new TopicMessage("{\"number\":" + i + "}", Map.of("number", "n" + i)))
                .toList();

        List<PublishResult> results = topics().publishAll(topic(), messages);

        assertThat(results).allMatch(it -> it.failure() == null);
        assertThat(received(25))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 25)
                        .mapToObj(i -> new Received(results.get(i).orThrow(), messages.get(i)))
                        .toList());
    }

    @Test
    void several_messages_may_be_larger_together_than_one_may_be() {
        List<TopicMessage> messages = List.of(ofBytes(100_000), ofBytes(TopicMessage.MAX_BYTES), ofBytes(162_145));

        List<PublishResult> results = topics().publishAll(topic(), messages);

        assertThat(received(3))
                .extracting(Received::messageId)
                .containsExactlyInAnyOrderElementsOf(
                        results.stream().map(PublishResult::orThrow).toList());
    }

    @Test
    void one_message_that_is_refused_does_not_affect_the_others() {
        TopicMessage small = new TopicMessage("{}", Map.of());

        List<PublishResult> results =
                topics().publishAll(topic(), List.of(small, ofBytes(TopicMessage.MAX_BYTES + 1), small));

        assertThat(results.get(1).failure())
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE));
        assertThat(received(2))
                .extracting(Received::messageId)
                .containsExactlyInAnyOrder(
                        results.get(0).orThrow(), results.get(2).orThrow());
    }

    @Test
    void no_messages_have_no_results() {
        assertThat(topics().publishAll(topic(), List.of())).isEmpty();
    }

    @Test
    void an_unknown_topic_refuses_each_of_several_messages() {
        TopicMessage message = new TopicMessage("{}", Map.of());

        assertThat(topics().publishAll(unknownTopic(), List.of(message, message)))
                .hasSize(2)
                .allSatisfy(it -> assertThat(it.failure())
                        .isInstanceOfSatisfying(
                                RefusedException.class,
                                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_TARGET)));
    }

    private static TopicMessage ofBytes(int bytes) {
        Map<String, String> attributes = Map.of("stage", "test");
        int others = new TopicMessage("", attributes).bytes();
        return new TopicMessage("x".repeat(bytes - others), attributes);
    }
}
