package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.local.Http.Response;
import com.rezagent.schedules.local.fault.FaultKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Advancing the clock while calls fail returns only after every due firing has been published, including retried ones. */
class ClockAdvanceWithFaultsTest {
    static Stream<Arguments> faults() {
        List<Arguments> faults = new ArrayList<>();
        for (String caller : List.of("scheduler", "api", "any")) {
            for (String target : List.of("store", "engine", "topics")) {
                FaultKind.texts().forEach(kind -> faults.add(Arguments.of(caller, target, kind)));
            }
        }
        return faults.stream();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void every_due_firing_is_published_before_the_response(String caller, String target, String kind) {
        try (SchemaCheckedRuntime runtime = SchemaCheckedRuntime.manual("2025-11-06T20:30:00Z")) {
            Http http = runtime.http();
            String hourly =
                    "{\"name\":\"hourly\",\"schedule_expression\":\"cron(0 * * * ? *)\",\"target_type\":\"web_action\",\"payload\":{}}";
            http.created(hourly);
            Response armed = http.post(
                    "/local/faults",
                    "{\"caller\":\"" + caller + "\",\"target\":\"" + target + "\",\"operation\":\"*\",\"error\":\""
                            + kind + "\",\"times\":2}");
            assertThat(armed.status()).isEqualTo(200);
            assertThat(armed.json().path("faults")).singleElement().satisfies(it -> {
                assertThat(it.path("caller").asText()).isEqualTo(caller);
                assertThat(it.path("target").asText()).isEqualTo(target);
                assertThat(it.path("operation").asText()).isEqualTo("*");
                assertThat(it.path("error").asText()).isEqualTo(kind);
                assertThat(it.path("times").asInt()).isEqualTo(2);
            });

            Response moved = http.post("/local/clock", "{\"advance\":\"PT3H\"}");

            assertThat(moved.status()).isEqualTo(200);
            assertThat(moved.json().path("now").asText()).isEqualTo("2025-11-06T23:30:00Z");
            // A publish without a response or without a record is repeated; consumers deduplicate by message id.
            assertThat(http.messages("web-actions")
                            .valueStream()
                            .map(it -> it.at("/attributes/scheduled_time").asText()))
                    .contains("2025-11-06T21:00:00Z", "2025-11-06T22:00:00Z", "2025-11-06T23:00:00Z")
                    .hasSizeBetween(3, 5);
            assertThat(http.get("/local/dead-letters").json().path("dead_letters"))
                    .isEmpty();
            assertThat(http.send("DELETE", "/local/faults", null).json().path("faults"))
                    .isEmpty();
        }
    }
}
