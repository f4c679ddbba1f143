package com.rezagent.schedules.aws;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.ConflictException;
import software.amazon.awssdk.services.scheduler.model.DeadLetterConfig;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindow;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.ResourceNotFoundException;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;
import software.amazon.awssdk.services.scheduler.model.ScheduleSummary;
import software.amazon.awssdk.services.scheduler.model.Target;

/**
 * Engine backed by Amazon EventBridge Scheduler, in one schedule group, which must exist. Each call has its own client
 * token, shared only by the SDK's retries of that call: a reused token would return the result of the first call.
 * Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html">Scheduler's API</a>
 */
public final class EventBridgeEngine implements Engine {
    private static final int MAX_PAGE_SIZE = 100;
    private static final int MAX_RETRIES = 4;
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);

    private final SchedulerClient client;
    private final String group;
    private final Consumer<Duration> pause;

    /** @param group the name of the stage's own schedule group */
    public EventBridgeEngine(SchedulerClient client, String group) {
        this(client, group, BackOff::sleep);
    }

    /** @param pause waits between calls that find the schedule busy */
    EventBridgeEngine(SchedulerClient client, String group, Consumer<Duration> pause) {
        this.client = client;
        this.group = group;
        this.pause = pause;
    }

    @Override
    public Optional<ExistingEntry> find(ScheduleId id) {
        try {
            GetScheduleResponse found =
                    client.getSchedule(it -> it.groupName(group).name(id.value()));
            return Optional.of(new ExistingEntry(entry(id, found), found.arn()));
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw AwsErrors.translated("EventBridge Scheduler GetSchedule", e);
        }
    }

    @Override
    public Optional<String> create(EngineEntry entry) {
        try {
            return Optional.of(client.createSchedule(it -> it.groupName(group)
                            .name(entry.id().value())
                            .clientToken(freshToken())
                            .description(entry.description())
                            .scheduleExpression(entry.expression())
                            .scheduleExpressionTimezone(entry.timezone())
                            .startDate(entry.start())
                            .endDate(entry.end())
                            .flexibleTimeWindow(window(entry.windowMinutes()))
                            .state(ScheduleState.valueOf(entry.state().name()))
                            .actionAfterCompletion(ActionAfterCompletion.NONE)
                            .target(target(entry)))
                    .scheduleArn());
        } catch (ConflictException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw AwsErrors.ofSchedule("EventBridge Scheduler CreateSchedule", e);
        }
    }

    @Override
    public Optional<String> update(EngineEntry entry) {
        try {
            return Optional.of(retryWhileBusy(() -> client.updateSchedule(it -> it.groupName(group)
                            .name(entry.id().value())
                            .clientToken(freshToken())
                            .description(entry.description())
                            .scheduleExpression(entry.expression())
                            .scheduleExpressionTimezone(entry.timezone())
                            .startDate(entry.start())
                            .endDate(entry.end())
                            .flexibleTimeWindow(window(entry.windowMinutes()))
                            .state(ScheduleState.valueOf(entry.state().name()))
                            .actionAfterCompletion(ActionAfterCompletion.NONE)
                            .target(target(entry))))
                    .scheduleArn());
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw AwsErrors.ofSchedule("EventBridge Scheduler UpdateSchedule", e);
        }
    }

    @Override
    public void delete(ScheduleId id) {
        try {
            retryWhileBusy(() -> client.deleteSchedule(
                    it -> it.groupName(group).name(id.value()).clientToken(freshToken())));
        } catch (ResourceNotFoundException e) {
            // Already deleted.
        } catch (SdkException e) {
            throw AwsErrors.translated("EventBridge Scheduler DeleteSchedule", e);
        }
    }

    @Override
    public Page<ScheduleId> list(@Nullable String nextToken) {
        try {
            var found = client.listSchedules(
                    it -> it.groupName(group).maxResults(MAX_PAGE_SIZE).nextToken(nextToken));
            return new Page<>(
                    found.schedules().stream()
                            .map(ScheduleSummary::name)
                            .map(ScheduleId::new)
                            .toList(),
                    found.nextToken());
        } catch (SdkException e) {
            throw AwsErrors.ofList("EventBridge Scheduler ListSchedules", nextToken, e);
        }
    }

    /**
     * Makes a call and repeats it a few times while EventBridge refuses it because another call for the schedule is in
     * progress; that call takes a moment. On a create, the same exception means that the schedule exists.
     */
    private <T> T retryWhileBusy(Supplier<T> call) {
        Duration wait = FIRST_WAIT;
        for (int retry = 0; retry < MAX_RETRIES; retry++) {
            try {
                return call.get();
            } catch (ConflictException e) {
                pause.accept(wait);
                wait = wait.multipliedBy(2);
            }
        }
        return call.get();
    }

    private static String freshToken() {
        return UUID.randomUUID().toString();
    }

    private static FlexibleTimeWindow window(@Nullable Integer minutes) {
        return minutes == null
                ? FlexibleTimeWindow.builder().mode(FlexibleTimeWindowMode.OFF).build()
                : FlexibleTimeWindow.builder()
                        .mode(FlexibleTimeWindowMode.FLEXIBLE)
                        .maximumWindowInMinutes(minutes)
                        .build();
    }

    private static Target target(EngineEntry entry) {
        Target.Builder target = Target.builder()
                .arn(entry.target().functionArn())
                .roleArn(entry.target().roleArn())
                .input(entry.input())
                .retryPolicy(it -> it.maximumRetryAttempts(entry.retryPolicy().maximumRetryAttempts())
                        .maximumEventAgeInSeconds(Math.toIntExact(
                                entry.retryPolicy().maximumEventAge().toSeconds())));
        String deadLetters = entry.target().deadLetterArn();
        return (deadLetters == null ? target : target.deadLetterConfig(it -> it.arn(deadLetters))).build();
    }

    private static EngineEntry entry(ScheduleId id, GetScheduleResponse found) {
        Target target = found.target();
        DeadLetterConfig deadLetters = target.deadLetterConfig();
        String timezone = found.scheduleExpressionTimezone();
        return new EngineEntry(
                id,
                found.description(),
                found.scheduleExpression(),
                timezone == null ? "UTC" : timezone,
                found.startDate(),
                found.endDate(),
                found.flexibleTimeWindow() == null
                        ? null
                        : found.flexibleTimeWindow().maximumWindowInMinutes(),
                found.state() == ScheduleState.DISABLED ? EntryState.DISABLED : EntryState.ENABLED,
                retryPolicy(target.retryPolicy()),
                new EngineTarget(target.arn(), target.roleArn(), deadLetters == null ? null : deadLetters.arn()),
                target.input() == null ? "" : target.input());
    }

    /** Returns the retry policy of an existing schedule. EventBridge uses its defaults for absent fields. */
    private static RetryPolicy retryPolicy(
            software.amazon.awssdk.services.scheduler.model.@Nullable RetryPolicy found) {
        RetryPolicy defaults = RetryPolicy.DEFAULT;
        if (found == null) {
            return defaults;
        }
        Integer attempts = found.maximumRetryAttempts();
        Integer age = found.maximumEventAgeInSeconds();
        return new RetryPolicy(
                attempts == null ? defaults.maximumRetryAttempts() : attempts,
                age == null ? defaults.maximumEventAge() : Duration.ofSeconds(age));
    }
}
