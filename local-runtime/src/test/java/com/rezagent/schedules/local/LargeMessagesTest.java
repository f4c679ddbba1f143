package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.testing.RuntimeProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Sends messages of almost the maximum size, more than a small heap can hold. */
@Timeout(180)
class LargeMessagesTest {
    private static final int MESSAGES = 400;
    private static final String LARGE = "x".repeat(250_000);

    @TempDir
    private Path directory;

    @Test
    void topics_and_dead_letters_in_memory_stay_within_the_heap() throws Exception {
        send("--port", "0", "--clock-manual");
    }

    /** Runs only with {@code -Dslow.tests=true}, as in {@code .ci/run}. */
    @Test
    @EnabledIfSystemProperty(named = "slow.tests", matches = "true")
    void topics_and_dead_letters_in_a_file_stay_within_the_heap() throws Exception {
        send("--port", "0", "--clock-manual", "--data", directory.toString());
    }

    private static void send(String... arguments) throws Exception {
        try (RuntimeProcess process = Runtimes.startWithHeap("64m", arguments)) {
            Http http = new Http(process.uri());
            for (int i = 0; i < MESSAGES; i++) {
                // The text is not a command, so the creation topic's messages become dead letters.
                String topic = i % 2 == 0 ? "web-actions" : "schedule-creation";
                assertThat(http.post("/local/topics/" + topic + "/messages", i + LARGE)
                                .status())
                        .as("message %d", i)
                        .isEqualTo(200);
            }
            for (String topic : new String[] {"web-actions", "schedule-creation"}) {
                JsonNode messages =
                        http.get("/local/topics/" + topic + "/messages").json().path("messages");
                assertThat(messages).hasSizeBetween(5, MESSAGES / 2 - 1);
                assertThat(messages.get(messages.size() - 1).path("message").asText())
                        .startsWith(MESSAGES - (topic.equals("web-actions") ? 2 : 1) + "x");
            }
            assertThat(http.get("/local/dead-letters").json().path("dead_letters"))
                    .isNotEmpty();
            assertThat(http.get("/health").status()).isEqualTo(200);
        }
    }
}
