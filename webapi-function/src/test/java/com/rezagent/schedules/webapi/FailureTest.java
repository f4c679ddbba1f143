package com.rezagent.schedules.webapi;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Response;
import org.junit.jupiter.api.Test;

/** Failures of the services that the API depends on, and internal errors. */
class FailureTest {
    private final FakeStage stage = new FakeStage();

    private void storeFails(RuntimeException failure) {
        stage.store.beforeRead(() -> {
            throw failure;
        });
    }

    private void topicFails(RuntimeException failure) {
        stage.topics.subscribe((messageId, message) -> {
            throw failure;
        });
    }

    private static TransientException throttled() {
        return new TransientException(
                TransientException.Reason.THROTTLED, "DynamoDB: rate exceeded for table rez-agent-schedules-prod");
    }

    @Test
    void an_unavailable_store_returns_503_with_retry_after_and_no_internals() {
        storeFails(throttled());

        Response response = stage.get("/api/schedules/sched_0");

        response.assertError(503, "service_unavailable");
        assertThat(response.header("Retry-After")).isEqualTo("2");
        assertThat(response.body()).doesNotContain("DynamoDB", "prod");
        assertThat(stage.logged("request_not_served").get(0).text("reason")).isEqualTo("THROTTLED");
    }

    @Test
    void an_unavailable_topic_returns_503_with_the_command_id() {
        topicFails(throttled());

        Response response = stage.post("/api/schedules", teeTime());

        response.assertError(503, "service_unavailable");
        assertThat(response.text("command_id")).isEqualTo("cmd_id1");
    }

    @Test
    void a_change_whose_record_cannot_be_read_publishes_nothing() {
        ScheduleId id = stage.create(teeTime());
        storeFails(throttled());

        assertThat(stage.post(path(id) + "/pause").status()).isEqualTo(503);
        assertThat(stage.topics.published()).hasSize(1);
    }

    @Test
    void a_topic_that_refuses_the_command_returns_500() {
        topicFails(new RefusedException(ErrorCode.INVALID_TARGET, "no such topic", "arn:aws:sns:…"));

        Response response = stage.post("/api/schedules", teeTime());

        response.assertError(500, "internal_error");
        assertThat(response.body()).doesNotContain("topic", "arn:");
    }

    @Test
    void an_unexpected_exception_returns_500_without_internals_and_is_logged() {
        storeFails(new IllegalStateException("secret payload"));

        Response response = stage.get("/api/schedules/sched_0");

        response.assertError(500, "internal_error");
        assertThat(response.text("request_id")).isEqualTo("req-1");
        assertThat(response.body()).doesNotContain("secret", "IllegalState");
        LogEvent logged = stage.logged("request_failed").get(0);
        assertThat(logged.level()).isEqualTo(LogEvent.Level.ERROR);
        assertThat(logged.text("exception")).isEqualTo("java.lang.IllegalStateException");
        assertThat(logged.text("stack_id")).matches("[A-Za-z$]+\\.[^:]+:[0-9]+#[0-9a-f]{12}");
        assertThat(stage.log.toString()).doesNotContain("secret");
    }

    @Test
    void a_java_error_is_not_caught() {
        stage.topics.subscribe((messageId, message) -> {
            throw new OutOfMemoryError("crash");
        });

        assertThatThrownBy(() -> stage.post("/api/schedules", teeTime())).isInstanceOf(OutOfMemoryError.class);
    }
}
