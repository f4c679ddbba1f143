package com.rezagent.schedules.scheduler;

import com.rezagent.schedules.aws.AwsClients;
import com.rezagent.schedules.aws.ClassPreloader;
import com.rezagent.schedules.aws.DynamoDbExecutionHistory;
import com.rezagent.schedules.aws.DynamoDbScheduleStore;
import com.rezagent.schedules.aws.EventBridgeEngine;
import com.rezagent.schedules.aws.SnsTopicPublisher;
import com.rezagent.schedules.aws.SqsDeadLetterQueue;
import com.rezagent.schedules.log.EmfLogWriter;
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
 * @param warmUp makes the same adapters over an AWS to which nothing is sent, and which says yes to everything; only
 *     priming asks for them, so that no other start has to wait for them
 */
record SchedulerWiring(SchedulerPorts ports, SchedulerSettings settings, Supplier<SchedulerPorts> warmUp) {
    private static final String NOTHING = "sched_head_start";

    /**
     * As Lambda starts it: puts it together, and beside that begins to load what a first event needs, a client at a time and
     * by a sample that sends nothing and leaves no log line.
     *
     * @throws InvalidEnvironmentException with every mistake in the environment
     */
    static SchedulerWiring started(Map<String, String> variables) {
        ClassPreloader.give(
                variables,
                () -> Priming.warmUp(Clock.systemUTC(), () -> of(variables, AwsClients.stubbedOnly(), line -> {})),
                () -> new EventBridgeEngine(AwsClients.stubbedOnly().scheduler(), NOTHING)
                        .find(new ScheduleId(NOTHING)),
                () -> new DynamoDbScheduleStore(AwsClients.stubbedOnly().dynamoDb(), NOTHING)
                        .find(new ScheduleId(NOTHING)));
        return of(variables, new AwsClients(), System.out::println);
    }

    /**
     * Puts it together; calls nothing outside yet.
     *
     * @param out takes log lines
     * @throws InvalidEnvironmentException with every mistake in the environment
     */
    static SchedulerWiring of(Map<String, String> variables, AwsClients clients, Consumer<String> out) {
        SchedulerEnvironment environment = SchedulerEnvironment.read(variables);
        return new SchedulerWiring(
                ports(environment, clients, out),
                new SchedulerSettings(environment.stage().stage(), environment.target(), environment.timeout()),
                () -> ports(environment, clients.stubbed(), out));
    }

    private static SchedulerPorts ports(SchedulerEnvironment environment, AwsClients clients, Consumer<String> out) {
        DynamoDbClient dynamoDb = clients.dynamoDb();
        String schedules = environment.stage().schedulesTable();
        return new SchedulerPorts(
                new DynamoDbScheduleStore(dynamoDb, schedules),
                new DynamoDbExecutionHistory(dynamoDb, environment.stage().executionsTable(), schedules),
                new EventBridgeEngine(clients.scheduler(), environment.scheduleGroup()),
                new SnsTopicPublisher(clients.sns()),
                new SqsDeadLetterQueue(clients::sqs, environment.deadLetterQueueUrl()),
                Clock.systemUTC(),
                new EmfLogWriter(environment.stage().stage().stage(), out));
    }
}
