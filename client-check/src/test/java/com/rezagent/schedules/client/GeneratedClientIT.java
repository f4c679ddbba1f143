package com.rezagent.schedules.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.client.generated.ApiClient;
import com.rezagent.schedules.client.generated.ApiException;
import com.rezagent.schedules.client.generated.ApiResponse;
import com.rezagent.schedules.client.generated.api.ExecutionsApi;
import com.rezagent.schedules.client.generated.api.SchedulesApi;
import com.rezagent.schedules.client.generated.api.ServiceApi;
import com.rezagent.schedules.client.generated.model.AcceptedTrigger;
import com.rezagent.schedules.client.generated.model.Execution;
import com.rezagent.schedules.client.generated.model.ExecutionList;
import com.rezagent.schedules.client.generated.model.NewSchedule;
import com.rezagent.schedules.client.generated.model.PreviewRequest;
import com.rezagent.schedules.client.generated.model.Replacement;
import com.rezagent.schedules.client.generated.model.Schedule;
import com.rezagent.schedules.client.generated.model.ScheduleList;
import com.rezagent.schedules.client.generated.model.ScheduleSummary;
import com.rezagent.schedules.client.generated.model.Status;
import com.rezagent.schedules.client.generated.model.TargetType;
import com.rezagent.schedules.local.LocalRuntime;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.system.LocalSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks that a client generated from openapi.json works against the local runtime. */
class GeneratedClientIT {
    private static final String WAIT = "wait=10";

    private final LocalRuntime runtime = LocalRuntime.start(
            LocalSettings.inMemory().withSpeed(ClockSpeed.MANUAL).withStart(Instant.parse("2025-11-06T20:00:00Z")), 0);
    private final ApiClient client = new ApiClient();
    private final SchedulesApi schedules;
    private final ExecutionsApi executions;

    GeneratedClientIT() {
        client.updateBaseUri(runtime.uri().toString());
        schedules = new SchedulesApi(client);
        executions = new ExecutionsApi(client);
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private static NewSchedule named(String name) {
        return new NewSchedule()
                .name(name)
                .scheduleExpression("cron(0 6 * * ? *)")
                .timezone("America/New_York")
                .targetType(TargetType.WEB_ACTION)
                .payload(Map.of("party_size", 4));
    }

    @ParameterizedTest
    @EnumSource(TargetType.class)
    void creates_and_reads_a_schedule_of_each_target_type(TargetType type) throws ApiException {
        NewSchedule requested = named("daily").targetType(type);
        if (type == TargetType.CUSTOM) {
            requested.targetTopicArn(LocalSettings.SAMPLE_TOPIC.value());
        }

        ApiResponse<Schedule> created = schedules.createScheduleWithHttpInfo(requested, WAIT, null);

        assertThat(created.getStatusCode()).isEqualTo(201);
        Schedule read = schedules.readSchedule(created.getData().getScheduleId(), "expression_description");
        assertThat(read.getTargetType()).isEqualTo(type);
        assertThat(read.getStatus()).isEqualTo(Status.ACTIVE);
        assertThat(read.getPayload()).isEqualTo(Map.of("party_size", 4));
        assertThat(read.getNextExecution()).isEqualTo("2025-11-07T11:00:00Z");
        assertThat(read.getExpressionDescription()).isEqualTo("At 06:00, every day");
    }

    @Test
    void replaces_pauses_resumes_triggers_and_deletes() throws ApiException {
        String id = schedules.createSchedule(named("daily"), WAIT, null).getScheduleId();

        Schedule replaced = schedules.replaceSchedule(
                id,
                new Replacement()
                        .scheduleExpression("cron(30 6 * * ? *)")
                        .targetType(TargetType.NOTIFICATION)
                        .payload(Map.of("message", "an hour has passed")),
                null,
                WAIT);
        assertThat(replaced.getScheduleExpression()).isEqualTo("cron(30 6 * * ? *)");
        assertThat(replaced.getVersion()).isEqualTo(2);

        assertThat(schedules.pauseSchedule(id, null, WAIT, null, null).getStatus())
                .isEqualTo(Status.PAUSED);
        assertThat(schedules.resumeSchedule(id, null, WAIT, null, null).getStatus())
                .isEqualTo(Status.ACTIVE);

        AcceptedTrigger trigger = executions.triggerSchedule(id, null, "generated-client", null);
        runtime.system().runDue();
        ExecutionList history = executions.listExecutions(id, null, null, null, null, null, null);
        assertThat(history.getExecutions())
                .extracting(Execution::getExecutionId)
                .containsExactly(trigger.getExecutionId());

        assertThat(schedules.deleteSchedule(id, null, WAIT, null, null).getStatus())
                .isEqualTo(Status.DELETED);
    }

    @Test
    void lists_page_by_page_and_finds_by_name() throws ApiException {
        for (int i = 0; i < 5; i++) {
            schedules.createSchedule(named("schedule " + i), WAIT, null);
        }
        List<String> names = new ArrayList<>();
        String token = null;
        do {
            ScheduleList page =
                    schedules.listSchedules(null, null, null, null, null, Status.ACTIVE, null, null, 2, token, null);
            page.getSchedules().forEach(it -> names.add(it.getName()));
            token = page.getNextToken();
        } while (token != null);

        assertThat(names)
                .containsExactlyInAnyOrder("schedule 0", "schedule 1", "schedule 2", "schedule 3", "schedule 4");
        assertThat(schedules
                        .listSchedules("schedule 3", null, null, null, null, null, null, null, null, null, null)
                        .getSchedules())
                .extracting(ScheduleSummary::getName)
                .containsExactly("schedule 3");
    }

    @Test
    void previews_and_reads_health() throws ApiException {
        assertThat(schedules
                        .previewSchedule(new PreviewRequest()
                                .scheduleExpression("rate(1 day)")
                                .count(2))
                        .getNextExecutions())
                .hasSize(2);
        assertThat(new ServiceApi(client).readHealth().getStage()).isEqualTo("local");
    }

    @Test
    void a_202_and_no_other_response_has_a_command_id() throws ApiException {
        ApiResponse<Schedule> accepted = schedules.createScheduleWithHttpInfo(named("daily"), "wait=0", null);

        assertThat(accepted.getData().getCommandId() == null).isEqualTo(accepted.getStatusCode() != 202);
    }

    @Test
    void a_refusal_has_its_status_and_code() {
        assertThatThrownBy(() -> schedules.createSchedule(named("daily").timezone("Mars/Olympus"), null, null))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.getCode()).isEqualTo(400);
                    assertThat(e.getResponseBody()).contains("invalid_timezone");
                });
        assertThatThrownBy(() -> schedules.readSchedule("sched_0", null))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.getCode()).isEqualTo(404));
    }
}
