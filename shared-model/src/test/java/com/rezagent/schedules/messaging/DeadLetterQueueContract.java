package com.rezagent.schedules.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Contract test of {@link DeadLetterQueue}. */
public abstract class DeadLetterQueueContract {
    /** Returns the queue under test; empty when a test begins. */
    protected abstract DeadLetterQueue deadLetters();

    /** An event in the queue, and the reason for it. */
    public record Received(String event, String reason) {}

    /** Returns the queue's events, in any order, as soon as there are at least {@code count}. */
    protected abstract List<Received> received(int count);

    @Test
    void an_event_is_stored_unchanged_with_its_reason() {
        String event = "{\"Records\":[{\"Sns\":{\"Message\":\"{\\\"text\\\":\\\"Grüße 東京 🏌\\\"}\"}}]}";

        deadLetters().add(event, "It names no known action: \"ß\"");

        assertThat(received(1)).containsExactly(new Received(event, "It names no known action: \"ß\""));
    }

    @Test
    void the_same_event_added_twice_is_stored_twice() {
        deadLetters().add("{\"a\":1}", "Not readable");
        deadLetters().add("{\"a\":1}", "Not readable");

        assertThat(received(2)).hasSize(2);
    }

    @Test
    void an_event_with_a_message_of_the_maximum_size_is_stored() {
        String event = "{\"Records\":[{\"Sns\":{\"Message\":\"" + "x".repeat(TopicMessage.MAX_BYTES) + "\"}}]}";

        deadLetters().add(event, "Not readable");

        assertThat(received(1)).containsExactly(new Received(event, "Not readable"));
    }
}
