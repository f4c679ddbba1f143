package com.rezagent.schedules.webapi.schedule;

import static com.rezagent.schedules.webapi.fake.FakeStage.NOW;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Reverts to a version whose start date has passed. */
class RevertTest {
    private final FakeStage stage = new FakeStage();

    private Response revertedAfterItsStart(String expression) {
        ScheduleId id = stage.create(teeTime()
                .put("schedule_expression", expression)
                .put("start_date", NOW.plus(Duration.ofDays(1)).toString()));
        stage.clock.advance(Duration.ofDays(3));
        Request patch = Request.of("PATCH", "/api/schedules/" + id)
                .raw("{\"start_date\":null,\"description\":\"changed\"}")
                .header("Content-Type", "application/merge-patch+json");
        assertThat(stage.send(patch).status()).isEqualTo(200);
        return stage.post("/api/schedules/" + id + "/revert", "{\"version\":1}");
    }

    @Test
    void start_date_of_a_cron_expression_that_has_passed_is_left_out() {
        Response reverted = revertedAfterItsStart("cron(0 6 * * ? *)");

        assertThat(reverted.status()).as(reverted.body()).isEqualTo(200);
        assertThat(reverted.json().path("start_date").isNull()).isTrue();
        assertThat(reverted.json().path("description").isNull()).isTrue();
    }

    @Test
    void start_date_of_a_rate_that_has_passed_is_refused() {
        Response refused = revertedAfterItsStart("rate(1 day)");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("start_date: ");
    }
}
