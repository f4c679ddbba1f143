package com.rezagent.schedules.webapi;

import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import org.junit.jupiter.api.Test;

class PreflightTest {
    private final FakeStage stage = new FakeStage();

    @Test
    void a_preflight_needs_no_credentials() {
        Response response = stage.send(Request.of("OPTIONS", "/api/schedules")
                .anonymous()
                .header("Origin", "https://app.example.com")
                .header("Access-Control-Request-Method", "POST"));

        assertThat(response.status()).isEqualTo(204);
        assertThat(response.body()).isNullOrEmpty();
    }

    @Test
    void a_request_that_is_not_a_preflight_needs_an_identity() {
        Request plain = Request.of("OPTIONS", "/api/schedules").anonymous();
        Request post = Request.post("/api/schedules")
                .json(teeTime())
                .anonymous()
                .header("Access-Control-Request-Method", "POST");

        assertThat(stage.send(plain).status()).isEqualTo(401);
        assertThat(stage.send(post).status()).isEqualTo(401);
        assertThat(stage.topics.published()).isEmpty();
    }
}
