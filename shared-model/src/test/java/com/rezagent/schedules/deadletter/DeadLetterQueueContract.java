package com.rezagent.schedules.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link DeadLetterQueue} promises. */
public abstract class DeadLetterQueueContract {
    /** The dead letters under test; none are kept when a test begins. */
    protected abstract DeadLetterQueue deadLetters();

    /** An event that was kept, and why. */
    public record Received(String event, String reason) {}

    /** What is kept, in any order, once there are at least so many. */
    protected abstract List<Received> received(int count);

    @Test
    void an_event_is_kept_whole_with_its_reason() {
        String event = "{\"Records\":[{\"Sns\":{\"Message\":\"{\\\"text\\\":\\\"Grüße 東京 🏌\\\"}\"}}]}";

        deadLetters().add(event, "It names no known action: \"ß\"");

        assertThat(received(1)).containsExactly(new Received(event, "It names no known action: \"ß\""));
    }

    @Test
    void the_same_event_twice_is_kept_twice() {
        deadLetters().add("{\"a\":1}", "Not readable");
        deadLetters().add("{\"a\":1}", "Not readable");

        assertThat(received(2)).hasSize(2);
    }

    @Test
    void an_event_as_large_as_a_topic_delivers_is_kept() {
        String event = "{\"Records\":[{\"Sns\":{\"Message\":\"" + "x".repeat(262_144) + "\"}}]}";

        deadLetters().add(event, "Not readable");

        assertThat(received(1)).containsExactly(new Received(event, "Not readable"));
    }
}
