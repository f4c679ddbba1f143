package com.rezagent.schedules.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The AWS calls of an action on a hundred schedules. */
class BulkCallsTest {
    @AutoClose
    private static final RecordedStage STAGE = new RecordedStage(DeployedStage.of(Map.of("Stage", "dev")), "");

    private static List<String> ids = List.of();

    @BeforeAll
    static void create() {
        ids = IntStream.range(0, 100)
                .mapToObj(i -> STAGE.createByCommand("schedule " + i))
                .toList();
    }

    @Test
    void a_hundred_schedules_take_ten_batches_and_two_batch_reads() {
        int before = STAGE.webApiCalls().size();

        JsonNode results = STAGE.act("delete", ids);

        assertThat(results).hasSize(100).allMatch(it -> it.path("status").intValue() == 202);
        List<AwsCall> calls = STAGE.webApiCalls();
        assertThat(calls.subList(before, calls.size()))
                .extracting(AwsCall::operation)
                .startsWith("BatchGetItem")
                .endsWith("BatchGetItem")
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 12)
                        .mapToObj(i -> i < 10 ? "PublishBatch" : "BatchGetItem")
                        .toList());

        JsonNode restored = STAGE.act("restore", ids);

        assertThat(restored).hasSize(100).allMatch(it -> it.path("status").intValue() == 202);
        assertThat(STAGE.act("restore", Collections.singletonList(ids.get(99)))
                        .at("/0/error")
                        .textValue())
                .isEqualTo("schedule_name_conflict");
    }
}
