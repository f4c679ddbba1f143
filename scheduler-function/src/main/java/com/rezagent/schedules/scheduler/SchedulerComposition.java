package com.rezagent.schedules.scheduler;

import com.rezagent.schedules.aws.AwsClients;
import com.rezagent.schedules.aws.DynamoDbExecutionHistory;
import com.rezagent.schedules.aws.DynamoDbScheduleStore;
import com.rezagent.schedules.aws.EventBridgeEngine;
import com.rezagent.schedules.aws.HeadStart;
import com.rezagent.schedules.aws.SnsTopics;
import com.rezagent.schedules.aws.SqsDeadLetters;
import com.rezagent.schedules.log.MetricLines;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.settings.InvalidEnvironmentException;
import com.rezagent.schedules.settings.SchedulerEnvironment;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Builds the function from its environment: the only place that knows which adapters it runs with.
 *
 * @param rehearsal makes the same adapters over an AWS to which nothing is sent, and which says yes to everything; only
 *     priming asks for them, so that no other start has to wait for them
 */
record SchedulerComposition(SchedulerPorts ports, SchedulerSettings settings, Supplier<SchedulerPorts> rehearsal) {
    private static final String NOTHING = "sched_head_start";

    /**
     * As Lambda starts it: puts it together, and beside that begins to load what a first event needs, a client at a time and
     * by a sample that sends nothing and leaves no log line.
     *
     * @throws InvalidEnvironmentException with every mistake in the environment
     */
    static SchedulerComposition started(Map<String, String> variables) {
        HeadStart.give(
                variables,
                () -> Priming.rehearse(Clock.systemUTC(), () -> of(variables, AwsClients.unsentAlone(), line -> {})),
                () -> new EventBridgeEngine(AwsClients.unsentAlone().scheduler(), NOTHING)
                        .find(new ScheduleId(NOTHING)),
                () -> new DynamoDbScheduleStore(AwsClients.unsentAlone().dynamoDb(), NOTHING)
                        .find(new ScheduleId(NOTHING)));
        return of(variables, new AwsClients(), System.out::println);
    }

    /**
     * Puts it together; calls nothing outside yet.
     *
     * @param out takes log lines
     * @throws InvalidEnvironmentException with every mistake in the environment
     */
    static SchedulerComposition of(Map<String, String> variables, AwsClients clients, Consumer<String> out) {
        SchedulerEnvironment environment = SchedulerEnvironment.read(variables);
        return new SchedulerComposition(
                ports(environment, clients, out),
                new SchedulerSettings(environment.stage().topics(), environment.target(), environment.timeout()),
                () -> ports(environment, clients.unsent(), out));
    }

    private static SchedulerPorts ports(SchedulerEnvironment environment, AwsClients clients, Consumer<String> out) {
        DynamoDbClient dynamoDb = clients.dynamoDb();
        String schedules = environment.stage().schedulesTable();
        return new SchedulerPorts(
                new DynamoDbScheduleStore(dynamoDb, schedules),
                new DynamoDbExecutionHistory(dynamoDb, environment.stage().executionsTable(), schedules),
                new EventBridgeEngine(clients.scheduler(), environment.scheduleGroup()),
                new SnsTopics(clients.sns()),
                new SqsDeadLetters(clients::sqs, environment.deadLetterQueueUrl()),
                Clock.systemUTC(),
                new MetricLines(environment.stage().topics().stage(), out));
    }
}
