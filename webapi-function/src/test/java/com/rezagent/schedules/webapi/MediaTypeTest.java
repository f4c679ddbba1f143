package com.rezagent.schedules.webapi;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
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
    void every_spelling_of_json_in_utf_8_is_accepted(String contentType) {
        Response response = stage.send(
                Request.post("/api/schedules").raw(Json.write(teeTime())).header("CONTENT-TYPE", contentType));

        assertThat(response.status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "Identity", ""})
    void a_content_encoding_of_identity_is_accepted(String encoding) {
        Response response =
                stage.send(Request.post("/api/schedules").json(teeTime()).header("content-encoding", encoding));

        assertThat(response.status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/pause", "/resume", "/trigger"})
    void null_is_accepted_where_the_body_is_optional(String route) {
        String path = path(stage.create(teeTime()));

        assertThat(stage.post(path + route, "null").status()).isLessThan(300);
        assertThat(stage.send(Request.delete(path).json(" null ")).status()).isEqualTo(200);
        assertThat(stage.post("/api/schedules", "null").status()).isEqualTo(400);
    }

    @Test
    void a_base64_encoded_body_is_decoded() {
        String body = Json.write(teeTime().put("name", "Frühstück ☕"));
        String encoded = Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8));

        Response response = stage.send(Request.post("/api/schedules")
                .header("content-type", "application/json")
                .encoded(encoded));

        assertThat(response.status()).isEqualTo(201);
        assertThat(response.text("name")).isEqualTo("Frühstück ☕");
    }
}
