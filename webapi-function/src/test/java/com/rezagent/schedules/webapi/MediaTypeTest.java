package com.rezagent.schedules.webapi;

import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.webapi.fake.Answer;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {
    private final FakeStage stage = new FakeStage();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "APPLICATION/JSON; CHARSET=UTF-8",
                "application/json;charset=utf-8",
                "application/json ; charset=\"UTF-8\"",
                "application/json; profile=x; charset=utf8"
            })
    void json_in_utf_8_is_taken_however_it_is_written(String contentType) {
        Answer answer = stage.send(
                Request.post("/api/schedules").raw(Json.write(teeTime())).header("CONTENT-TYPE", contentType));

        assertThat(answer.status()).isEqualTo(201);
    }

    @Test
    void a_body_in_base64_is_read() {
        String body = Json.write(teeTime().put("name", "Frühstück ☕"));
        String encoded = Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8));

        Answer answer = stage.send(Request.post("/api/schedules")
                .header("content-type", "application/json")
                .encoded(encoded));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text("name")).isEqualTo("Frühstück ☕");
    }
}
