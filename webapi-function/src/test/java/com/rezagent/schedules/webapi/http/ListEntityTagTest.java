package com.rezagent.schedules.webapi.http;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditional reads of lists. */
class ListEntityTagTest {
    private final FakeStage stage = new FakeStage();
    private ScheduleId id;

    @BeforeEach
    void create() {
        id = stage.create(teeTime());
    }

    private Response get(String target, String ifNoneMatch) {
        return stage.send(Request.get(target).header("If-None-Match", ifNoneMatch));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/schedules",
                "/api/schedules?group=default",
                "/api/schedules?name=daily-pebble-beach-tee-time",
                "/api/schedules/{id}/executions",
                "/api/schedules/{id}/firings",
                "/api/timeline?from=2025-11-06T00:00:00Z&to=2025-11-13T00:00:00Z&group=default",
                "/api/schedules/{id}/changes",
                "/api/changes?group=default",
                "/api/groups",
                "/api/groups/default/changes"
            })
    void list_that_has_not_changed_is_not_sent_again(String template) {
        String target = template.replace("{id}", id.value());
        Response first = stage.get(target);
        Response second = get(target, first.header("ETag"));

        assertThat(first.header("ETag")).startsWith("W/\"");
        assertThat(second.status()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
        assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
    }

    @Test
    void list_that_has_changed_is_sent_with_another_tag() {
        String before = stage.get("/api/schedules").header("ETag");
        stage.post(path(id) + "/pause");

        Response after = get("/api/schedules", before);

        assertThat(after.status()).isEqualTo(200);
        assertThat(after.header("ETag")).isNotEqualTo(before);
    }

    @Test
    void single_resource_is_always_sent() {
        assertThat(get(path(id), stage.get(path(id)).header("ETag")).status()).isEqualTo(200);
        assertThat(get(path(id), "*").status()).isEqualTo(200);
        assertThat(get("/api/groups/default", "*").status()).isEqualTo(200);
        assertThat(get("/health", "*").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            *                       | 304
            {tag}                   | 304
            W/{tag}                 | 304
            "other", W/{tag}        | 304
            "other",{tag},"another" | 304
            "other"                 | 200
            no tag at all           | 200
            "                       | 200
            ,                       | 200
            """, quoteCharacter = '\'')
    void header_is_compared_weakly_and_what_is_no_tag_matches_nothing(String header, int status) {
        String tag = stage.get("/api/schedules").header("ETag").substring("W/".length());

        assertThat(get("/api/schedules", header.replace("{tag}", tag)).status()).isEqualTo(status);
    }
}
