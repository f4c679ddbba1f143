package com.rezagent.schedules.webapi;

import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.webapi.fake.Answer;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Seeded nonsense: whatever is sent gets an answer that is not our fault, and what is refused changes nothing. */
class HostileRequestsTest {
    private static final Set<Integer> EXPECTED = Set.of(200, 201, 202, 204, 400, 401, 404, 405, 409, 412, 413, 415);
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "", "gEt", "\u0000");
    private static final List<String> PATHS = List.of(
            "/api/schedules",
            "/api/schedules/preview",
            "/api/schedules/sched_bdab65e2dab290db17aff0d9636dd21c",
            "/api/schedules/sched_bdab65e2dab290db17aff0d9636dd21c/pause",
            "/api/schedules/sched_bdab65e2dab290db17aff0d9636dd21c/executions",
            "/health");
    private static final List<String> BODIES = List.of(
            Json.write(teeTime()),
            "{\"schedule_expression\":\"cron(0 6 ? * MON-FRI *)\",\"timezone\":\"Asia/Kathmandu\",\"count\":100}",
            "{\"schedule_expression\":\"rate(5 minutes)\",\"from\":\"2026-01-01T00:00:00Z\",\"end_date\":\"2026-02-01T00:00:00Z\"}",
            "{\"schedule_expression\":\"at(2027-01-01T00:00:00)\"}",
            "{}");
    private static final List<String> SNIPPETS = List.of(
            "\"",
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "null",
            "-1",
            "1e999",
            "9".repeat(400),
            "\\u0000",
            "\\ud800",
            "\uD800",
            "ü",
            "\uFEFF",
            "%",
            "%2F",
            "/",
            "*",
            "L",
            "W",
            "#",
            "true",
            " ",
            "\n",
            "\"name\":",
            "9999-12-31T23:59:59Z",
            "0000-01-01T00:00:00+18:00",
            "cron(",
            "rate(2147483647 days)",
            "at(1970-01-01T00:00:00)",
            "I",
            "ı",
            "İ");

    private final Random random = new Random(20_251_106);
    private final FakeStage stage = new FakeStage();

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String mutated(String text) {
        StringBuilder mutated = new StringBuilder(text);
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(mutated.length() + 1);
            int to = Math.min(mutated.length(), at + random.nextInt(6));
            mutated.replace(at, to, random.nextBoolean() ? any(SNIPPETS) : "");
        }
        return mutated.toString();
    }

    private Request request() {
        Request request = Request.of(
                any(METHODS),
                mutated(any(PATHS)) + (random.nextInt(4) == 0 ? "?" + mutated("limit=5&status=active") : ""));
        if (random.nextInt(5) > 0) {
            String body = mutated(any(BODIES));
            request = random.nextInt(20) == 0 ? request.encoded(body) : request.raw(body);
            request = request.header(
                    "content-type",
                    random.nextInt(20) == 0 ? mutated("application/json; charset=utf-8") : "application/json");
        }
        if (random.nextInt(4) == 0) {
            request = request.header("If-Match", mutated("\"abc-1\", *, W/\"x\""))
                    .header("Prefer", mutated("wait=1, respond-async"));
        }
        return random.nextInt(50) == 0 ? request.anonymous() : request;
    }

    @Test
    void ten_thousand_hostile_requests_are_all_answered_and_none_is_our_fault() {
        Set<Integer> seen = new TreeSet<>();
        for (int i = 0; i < 10_000; i++) {
            Request request = request();
            int published = stage.topics.published().size();

            Answer answer = stage.send(request);

            assertThat(EXPECTED).as("%s → %s", request, answer).contains(answer.status());
            seen.add(answer.status());
            if (answer.status() >= 400 && !request.method().equals("HEAD")) {
                assertThat(answer.details()).as("%s", request).isNotBlank();
            }
            if (Set.of(400, 401, 404, 405, 413, 415).contains(answer.status())) {
                assertThat(stage.topics.published()).hasSize(published);
            }
        }
        assertThat(seen).contains(200, 201, 400, 401, 404, 405, 415);
        assertThat(stage.logged("request_handled")).hasSize(10_000);
        assertThat(stage.logged("request_failed")).isEmpty();
        assertThat(stage.log.toString()).doesNotContain("check_and_book_tee_times");
    }
}
