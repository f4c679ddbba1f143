package com.rezagent.schedules.webapi.http;

import static com.rezagent.schedules.webapi.fake.FakeStage.path;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tokens of all lists. */
class ListTokensTest {
    private static final String WEEK = "from=2025-11-06T00:00:00Z&to=2025-11-13T00:00:00Z";

    private final FakeStage stage = new FakeStage();
    private final ScheduleId one = create("one");
    private final ScheduleId two = create("two");

    private ScheduleId create(String name) {
        ScheduleId id = stage.create(teeTime().put("name", name));
        stage.post(path(id) + "/pause", "{\"until\":\"2025-11-08T00:00:00Z\"}");
        for (int day = 1; day <= 2; day++) {
            stage.history.add(Execution.unclaimed(
                    ExecutionKey.firing(id, FakeStage.NOW.minus(Duration.ofDays(day))),
                    "i",
                    ExecutionOutcome.MISSED,
                    "lost",
                    FakeStage.NOW));
        }
        return id;
    }

    private List<String> lists() {
        List<String> lists = new ArrayList<>(List.of(
                "/api/schedules?limit=1",
                "/api/schedules?limit=1&status=paused",
                "/api/schedules?limit=1&created_by=arn:aws:iam::123456789012:user/golfer",
                "/api/schedules?limit=1&group=default",
                "/api/schedules?limit=1&group=default&name_prefix=t",
                "/api/schedules?limit=1&group=default&status=paused",
                "/api/schedules?limit=1&schedule_ids=" + one + "," + two,
                "/api/changes?limit=1&group=default",
                "/api/changes?limit=1&group=default&" + WEEK,
                "/api/groups?limit=1",
                "/api/groups/billing/changes?limit=1",
                "/api/groups/reports/changes?limit=1",
                "/api/timeline?limit=1&group=default&" + WEEK,
                "/api/timeline?group=default&resolution=day&" + WEEK,
                "/api/timeline?limit=1&schedule_ids=" + one + "&" + WEEK));
        for (ScheduleId id : List.of(one, two)) {
            lists.add(path(id) + "/executions?limit=1");
            lists.add(path(id) + "/executions?limit=1&outcome=missed");
            lists.add(path(id) + "/firings?limit=1");
            lists.add(path(id) + "/firings?limit=1&" + WEEK);
            lists.add(path(id) + "/changes?limit=1");
            lists.add(path(id) + "/changes?limit=1&include=definition");
        }
        return lists;
    }

    @Test
    void token_of_each_list_is_refused_by_every_other_one() {
        for (String group : List.of("billing", "reports")) {
            stage.putGroup(group, DefinitionDefaults.NONE);
            stage.pauseGroup(group, null, null, "upgrade");
        }
        Map<String, String> tokens = new LinkedHashMap<>();
        for (String list : lists()) {
            Response page = stage.get(list);
            assertThat(page.status()).as(list + page.body()).isEqualTo(200);
            if (page.text("next_token") != null) {
                tokens.put(list, page.text("next_token"));
            }
        }
        assertThat(tokens).hasSizeGreaterThan(20);

        tokens.forEach((issuer, token) -> {
            for (String list : lists()) {
                Response page = stage.get(list + "&next_token=" + token);
                assertThat(page.status())
                        .as("token of %s for %s", issuer, list)
                        .isEqualTo(list.equals(issuer) ? 200 : 400);
            }
        });
    }
}
