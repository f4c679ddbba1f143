package com.rezagent.schedules.scheduler;

import com.rezagent.schedules.aws.AwsClients;
import com.rezagent.schedules.aws.ClassPreloader;
import com.rezagent.schedules.aws.DynamoDbScheduleStore;
import com.rezagent.schedules.aws.DynamoDbStores;
import com.rezagent.schedules.aws.EventBridgeEngine;
import com.rezagent.schedules.aws.SnsTopicPublisher;
import com.rezagent.schedules.aws.SqsDeadLetterQueue;
import com.rezagent.schedules.config.InvalidEnvironmentException;
import com.rezagent.schedules.config.SchedulerEnvironment;
import com.rezagent.schedules.log.EmfLogWriter;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Wires the function from its environment; the only place that chooses the adapters.
 *
 * @param warmUp creates the same adapters over AWS clients that send nothing and report success; only priming needs
 *     them, so no other start has to wait for them
 */
record SchedulerWiring(SchedulerPorts ports, SchedulerSettings settings, Supplier<SchedulerPorts> warmUp) {
    private static final String PLACEHOLDER = "sched_head_start";

    /**
     * Wires the function for Lambda, and preloads in parallel the classes that the first event needs: with each AWS
     * client, and with a sample event that sends nothing and logs nothing.
     *
     * @throws InvalidEnvironmentException with every mistake in the environment
     */
    static SchedulerWiring start(Map<String, String> variables) {
        ClassPreloader.start(
                variables,
                () -> Priming.warmUp(Clock.systemUTC(), () -> of(variables, AwsClients.stubbedOnly(), line -> {})),
                () -> new EventBridgeEngine(AwsClients.stubbedOnly().scheduler(), PLACEHOLDER)
                        .find(new ScheduleId(PLACEHOLDER)),
                () -> new DynamoDbScheduleStore(
                                AwsClients.stubbedOnly().dynamoDb(), PLACEHOLDER, PLACEHOLDER, PLACEHOLDER)
                        .find(new ScheduleId(PLACEHOLDER)));
        return of(variables, new AwsClients(), System.out::println);
    }

    /**
     * Wires the function without calling any external system.
     *
     * @param out receives the log lines
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
        return new SchedulerPorts(
                DynamoDbStores.of(environment.stage(), clients.dynamoDb()),
                new EventBridgeEngine(clients.scheduler(), environment.scheduleGroup()),
                new SnsTopicPublisher(clients.sns()),
                new SqsDeadLetterQueue(clients::sqs, environment.deadLetterQueueUrl()),
                Clock.systemUTC(),
                new EmfLogWriter(environment.stage().stage().stage(), out));
    }
}
