package com.rezagent.schedules.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.json.Json;
import org.junit.jupiter.api.Test;

class SqsDeadLetterQueueTest {
    @Test
    void text_that_sqs_accepts_is_unchanged() {
        String event = "{\"text\":\"Grüße, 東京 🏌\",\n\t\"more\":1}\r";

        assertThat(SqsDeadLetterQueue.escapeNonXml(event)).isEqualTo(event);
    }

    @Test
    void characters_that_sqs_rejects_are_escaped_without_changing_the_json() {
        String event = "{\"text\":\"\uFFFF \uFFFE\"}";

        assertThat(SqsDeadLetterQueue.escapeNonXml(event)).isEqualTo("{\"text\":\"\\uffff \\ufffe\"}");
        assertThat(Json.parseObject(SqsDeadLetterQueue.escapeNonXml(event))).isEqualTo(Json.parseObject(event));
    }
}
