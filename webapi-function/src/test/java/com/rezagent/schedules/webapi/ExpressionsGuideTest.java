package com.rezagent.schedules.webapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.testing.Repository;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Response;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Checks that the API behaves as docs/expressions.md shows. The curl lines of all documents have a test of their own.
 */
class ExpressionsGuideTest {
    private static final Pattern EXPRESSION = Pattern.compile("`((?:cron|rate|at)\\(.*?\\))`");
    private static final Pattern REFUSED = Pattern.compile("(?m)^\\| `([^`]+)` \\| (.+) \\|$");
    private static final Pattern QUOTED = Pattern.compile("(?m)^> (.+)$");

    private static final String SHAPES =
            "cron(minutes hours day-of-month month day-of-week year)" + " rate(value unit) at(yyyy-mm-ddThh:mm:ss)";

    private final FakeStage stage = new FakeStage();
    private final String guide = Repository.text("docs/expressions.md");
    private final String refused = guide.substring(guide.indexOf("| refused | because |"));
    private final String accepted = guide.substring(0, guide.length() - refused.length());

    private Response preview(ObjectNode body) {
        return stage.post("/api/schedules/preview", Json.write(body));
    }

    private Response preview(String expression, String timezone) {
        return preview(Json.object().put("schedule_expression", expression).put("timezone", timezone));
    }

    @Test
    void its_expressions_are_accepted_unchanged() {
        List<String> expressions = EXPRESSION
                .matcher(accepted)
                .results()
                .map(it -> it.group(1))
                .filter(it -> !SHAPES.contains(it) && !it.equals("cron(0 25 ? * MON/2 *)"))
                .toList();
        assertThat(expressions).hasSizeGreaterThan(20);
        for (String expression : expressions) {
            Response response = preview(expression, "UTC");
            assertThat(response.status()).as(expression).isEqualTo(200);
            assertThat(response.text("schedule_expression")).isEqualTo(expression);
        }
    }

    @Test
    void its_refusals_are_returned_verbatim() {
        List<MatchResult> rows = REFUSED.matcher(refused).results().toList();
        assertThat(rows).hasSizeGreaterThan(30);
        for (MatchResult row : rows) {
            Response response = preview(row.group(1), "UTC");
            assertThat(response.status()).as(row.group(1)).isEqualTo(400);
            assertThat(response.details()).isEqualTo(row.group(2));
        }
    }

    @Test
    void its_warnings_are_returned_verbatim() {
        List<String> sentences =
                QUOTED.matcher(guide).results().map(it -> it.group(1)).toList();
        List<String> expressions = List.of("cron(30 2 * * ? *)", "cron(0 0 * * SUN *)");
        assertThat(sentences).hasSameSizeAs(expressions);
        for (int i = 0; i < sentences.size(); i++) {
            assertThat(preview(expressions.get(i), "America/New_York").json().get("warnings"))
                    .anyMatch(warning -> sentences.contains(warning.textValue()));
        }
    }
}
