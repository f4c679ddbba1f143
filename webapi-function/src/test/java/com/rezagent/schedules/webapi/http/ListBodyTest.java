package com.rezagent.schedules.webapi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import org.junit.jupiter.api.Test;

class ListBodyTest {
    private final ListBody body = new ListBody();

    private static ObjectNode item(String text) {
        return Json.object().put("x", text);
    }

    @Test
    void items_and_the_token_are_the_body() {
        assertThat(body.add(item("ß\"\\"))).isTrue();
        assertThat(body.add(item("b"))).isTrue();

        HttpResponse response = body.response("items", "token");

        assertThat(response.status()).isEqualTo(200);
        assertThat(Json.parse(response.body()))
                .isEqualTo(Json.parse("{\"items\":[{\"x\":\"ß\\\"\\\\\"},{\"x\":\"b\"}],\"next_token\":\"token\"}"));
        assertThat(response.headers()).containsEntry("Content-Type", "application/json");
    }

    @Test
    void a_list_without_items_is_an_empty_array() {
        assertThat(body.response("items", null).body()).isEqualTo("{\"items\":[],\"next_token\":null}");
    }

    @Test
    void an_item_that_would_exceed_the_limit_is_not_added() {
        assertThat(body.add(item("x".repeat(ListBody.MAX_BYTES - 1_000)))).isTrue();
        assertThat(body.add(item("y".repeat(1_000)))).isFalse();
        assertThat(body.add(item("small"))).isTrue();
    }

    @Test
    void the_first_item_is_added_whatever_its_size() {
        assertThat(body.add(item("x".repeat(ListBody.MAX_BYTES)))).isTrue();
        assertThat(body.add(item("x"))).isFalse();
    }

    @Test
    void quotes_and_backslashes_count_as_lambda_returns_them() {
        int added = 0;
        while (body.add(item("\"".repeat(10_000)))) {
            added++;
        }

        ObjectNode event =
                Json.object().put("body", body.response("items", null).body());
        assertThat(Json.writeBytes(event).length).isBetween(ListBody.MAX_BYTES - 50_000, ListBody.MAX_BYTES + 1_000);
        assertThat(added).isLessThan(170);
    }
}
