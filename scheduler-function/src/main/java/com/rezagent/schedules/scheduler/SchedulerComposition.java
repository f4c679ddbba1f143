package com.rezagent.schedules.scheduler;

import com.rezagent.schedules.aws.AwsClients;
import com.rezagent.schedules.aws.DynamoDbExecutionHistory;
import com.rezagent.schedules.aws.DynamoDbScheduleStore;
import com.rezagent.schedules.aws.EventBridgeEngine;
import com.rezagent.schedules.aws.SnsTopics;
import com.rezagent.schedules.aws.SqsDeadLetters;
import com.rezagent.schedules.log.MetricLines;
import com.rezagent.schedules.settings.InvalidEnvironmentException;
import com.rezagent.schedules.settings.SchedulerEnvironment;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Builds the function from its environment: the only place that knows which adapters it runs with.
 *
 * @param rehearsal makes the same adapters over an AWS to which nothing is sent, and which says yes to everything; only
 *     priming asks for them, so that no other start has to wait for them
 */
record SchedulerComposition(SchedulerPorts ports, SchedulerSettings settings, Supplier<SchedulerPorts> rehearsal) {
    /** @throws InvalidEnvironmentException with every mistake in the environment */
    static SchedulerComposition of(Map<String, String> variables, AwsClients clients) {
        SchedulerEnvironment environment = SchedulerEnvironment.read(variables);
        return new SchedulerComposition(
                ports(environment, clients),
                new SchedulerSettings(environment.stage().topics(), environment.target(), environment.timeout()),
                () -> ports(environment, clients.unsent()));
    }

    private static SchedulerPorts ports(SchedulerEnvironment environment, AwsClients clients) {
        DynamoDbClient dynamoDb = clients.dynamoDb();
        String schedules = environment.stage().schedulesTable();
        return new SchedulerPorts(
                new DynamoDbScheduleStore(dynamoDb, schedules),
                new DynamoDbExecutionHistory(dynamoDb, environment.stage().executionsTable(), schedules),
                new EventBridgeEngine(clients.scheduler(), environment.scheduleGroup()),
                new SnsTopics(clients.sns()),
                new SqsDeadLetters(clients::sqs, environment.deadLetterQueueUrl()),
                Clock.systemUTC(),
                new MetricLines(environment.stage().topics().stage(), System.out::println));
    }
}
