package com.rezagent.schedules.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.RunPolicies;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.testing.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Run policies in commands of the schedule-creation topic. */
class RunPolicyCommandTest {
    private static final ScheduleId ID = ScheduleName.parse("a").id();
    private static final Instant NOW = Instant.parse("2025-11-06T20:00:00Z");

    private final CommandJson reader = new CommandJson(List.of(new ScheduleCommandReader()));
    private final Decider decider = new Decider(new DefinitionReader(Set.of()));
    private final MemoryStore store = new MemoryStore();
    private int sent;

    private static ObjectNode schedule() {
        return Json.parseObject("""
                {"name":"a","schedule_expression":"rate(1 hour)","target_type":"web_action","payload":{}}""");
    }

    private static ObjectNode withPolicy(String json) {
        return schedule().set("run_policy", Json.parse(json));
    }

    private CommandOutcome send(ObjectNode message) {
        Instant at = NOW.plusSeconds(++sent);
        Command command = reader.read(Json.write(message), new CommandJson.Delivery("m" + sent, at, Map.of()));
        // So late that the decider does not wait for an earlier command.
        return decider.decide(store.find(ID), (ScheduleCommand) command, at.plus(Duration.ofMinutes(15)))
                .write(store, store.find(ID))
                .orElseThrow()
                .outcome();
    }

    private CommandOutcome create(ObjectNode schedule) {
        return send(
                Json.object().put("action", "create").put("schema_version", 5).set("schedule", schedule));
    }

    private CommandOutcome update(ObjectNode schedule) {
        return send(Json.object()
                .put("action", "update")
                .put("schedule_id", ID.value())
                .put("schema_version", 5)
                .set("schedule", schedule));
    }

    private @Nullable RunPolicy stored() {
        return store.find(ID).orElseThrow().requireDefinition().runPolicy();
    }

    private static void assertRefused(CommandOutcome outcome, RunPolicies.Refused refused) {
        assertThat(outcome.result()).isEqualTo(Result.REFUSED);
        CommandOutcome.Refusal refusal = Objects.requireNonNull(outcome.refusal());
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_RUN_POLICY);
        assertThat(refusal.details()).hasSize(1);
        assertThat(refusal.details().get(0)).startsWith(refused.detail());
    }

    @TestFactory
    Stream<DynamicTest> bad_policies_are_refused_in_a_create_and_in_an_update() {
        return RunPolicies.refused().stream()
                .map(it -> DynamicTest.dynamicTest(it.json(), () -> new RunPolicyCommandTest().refuse(it)));
    }

    private void refuse(RunPolicies.Refused refused) {
        assertRefused(create(withPolicy(refused.json())), refused);
        assertThat(store.all()).isEmpty();
        create(withPolicy(RunPolicies.FULL_JSON));
        assertRefused(update(withPolicy(refused.json())), refused);
        assertThat(stored()).isEqualTo(RunPolicies.FULL);
    }

    @Test
    void a_policy_is_set_changed_and_removed() {
        assertThat(create(schedule()).result()).isEqualTo(Result.APPLIED);
        assertThat(stored()).isNull();
        assertThat(update(withPolicy(RunPolicies.FULL_JSON)).result()).isEqualTo(Result.APPLIED);
        assertThat(stored()).isEqualTo(RunPolicies.FULL);
        assertThat(update(withPolicy(RunPolicies.FULL_JSON)).result()).isEqualTo(Result.UNCHANGED);
        assertThat(update(withPolicy("{}")).result()).isEqualTo(Result.APPLIED);
        assertThat(stored()).isEqualTo(RunPolicy.DEFAULT);
        assertThat(update(withPolicy("{\"retry\":{\"jitter\":0.10}}")).result()).isEqualTo(Result.UNCHANGED);
        assertThat(update(withPolicy("null")).result()).isEqualTo(Result.APPLIED);
        assertThat(stored()).isNull();
        assertThat(update(schedule()).result()).isEqualTo(Result.UNCHANGED);

        assertThat(store.changes().all().stream()
                        .flatMap(it -> it.fields().stream())
                        .filter(it -> it.name().equals("run_policy"))
                        .map(it -> Objects.requireNonNull(it.values()))
                        .map(it -> it.from().path("overlap").asText() + ">"
                                + it.to().path("overlap").asText()))
                .containsExactly(">skip", "skip>allow", "allow>");
    }

    /** The engine delivers each firing as before; only what happens afterwards changes. */
    @Test
    void a_policy_does_not_change_the_entry_of_the_engine() {
        create(schedule());
        long before = store.find(ID).orElseThrow().entryVersion();

        update(withPolicy(RunPolicies.FULL_JSON));

        Schedule after = store.find(ID).orElseThrow();
        assertThat(after.version()).isEqualTo(2);
        assertThat(after.entryVersion()).isEqualTo(before);
    }

    @Test
    void a_repeated_create_is_unchanged_and_one_with_another_policy_is_refused() {
        create(withPolicy(RunPolicies.FULL_JSON));

        assertThat(create(withPolicy(RunPolicies.FULL_JSON)).result()).isEqualTo(Result.UNCHANGED);
        for (ObjectNode other : List.of(schedule(), withPolicy("{}"))) {
            CommandOutcome outcome = create(other);
            assertThat(outcome.result()).isEqualTo(Result.REFUSED);
            assertThat(Objects.requireNonNull(outcome.refusal()).code()).isEqualTo(ErrorCode.SCHEDULE_NAME_CONFLICT);
        }
    }

    @Test
    void a_restored_schedule_has_its_policy() {
        create(withPolicy(RunPolicies.FULL_JSON));
        send(Json.object().put("action", "delete").put("schedule_id", ID.value()));
        CommandOutcome restored = send(Json.object().put("action", "restore").put("schedule_id", ID.value()));

        assertThat(restored.result()).isEqualTo(Result.APPLIED);
        assertThat(stored()).isEqualTo(RunPolicies.FULL);
    }

    @Test
    void only_a_command_with_a_policy_needs_schema_version_5() {
        Command.Context context = new Command.Context("cmd_1", "someone", NOW, Command.Origin.WEB_API);
        for (String policy : List.of(RunPolicies.FULL_JSON, "{}", "null")) {
            JsonObject body = JsonObject.of(withPolicy(policy));
            int expected = policy.equals("null") ? 1 : 5;
            assertThat(new ScheduleCommand.Create(context, ID, body).schemaVersion())
                    .isEqualTo(expected);
            assertThat(new ScheduleCommand.Update(context, ID, body, null).schemaVersion())
                    .isEqualTo(expected);
        }
        assertThat(new ScheduleCommand.Update(context, ID, JsonObject.of(schedule()), null).schemaVersion())
                .isEqualTo(1);
    }
}
