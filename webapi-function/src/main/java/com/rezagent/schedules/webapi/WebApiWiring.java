package com.rezagent.schedules.webapi;

import com.rezagent.schedules.aws.AwsClients;
import com.rezagent.schedules.aws.ClassPreloader;
import com.rezagent.schedules.aws.DynamoDbExecutionHistory;
import com.rezagent.schedules.aws.DynamoDbScheduleStore;
import com.rezagent.schedules.aws.SnsTopicPublisher;
import com.rezagent.schedules.log.EmfLogWriter;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.settings.WebApiEnvironment;
import com.rezagent.schedules.topic.TopicArn;
import com.rezagent.schedules.topic.TopicMessage;
import com.rezagent.schedules.topic.TopicPublisher;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The Web API as Lambda runs it, put together from its environment.
 *
 * @param warmUp makes topics that send nothing: publishing to them only loads what publishing needs. Only priming asks
 *     for them
 */
record WebApiWiring(WebApiPorts ports, WebApiSettings settings, Supplier<TopicPublisher> warmUp) {
    /** The only stage that takes requests without a verified identity, and whom for. */
    private static final String LOCAL = "local";

    /** Set by Lambda itself. */
    private static final String FUNCTION_VERSION = "AWS_LAMBDA_FUNCTION_VERSION";

    private static final String NOTHING = "sched_head_start";
    private static final TopicArn NOWHERE = new TopicArn("arn:aws:sns:us-east-1:000000000000:" + NOTHING);

    /**
     * As Lambda starts it: puts it together, and beside that begins to load what a first request needs, a client at a time
     * and by a sample that sends nothing and leaves no log line.
     *
     * @throws com.rezagent.schedules.settings.InvalidEnvironmentException with every mistake in the environment
     */
    static WebApiWiring started(Map<String, String> environment) {
        ClassPreloader.give(
                environment,
                () -> Priming.warmUp(() -> of(environment, AwsClients.stubbedOnly(), line -> {})),
                () -> new SnsTopicPublisher(AwsClients.stubbedOnly().sns())
                        .publish(NOWHERE, new TopicMessage("{}", Map.of())),
                () -> new DynamoDbScheduleStore(AwsClients.stubbedOnly().dynamoDb(), NOTHING)
                        .find(new ScheduleId(NOTHING)));
        return of(environment, new AwsClients(), System.out::println);
    }

    /**
     * Puts it together; calls nothing outside yet.
     *
     * @param out takes log lines
     * @throws com.rezagent.schedules.settings.InvalidEnvironmentException with every mistake in the environment
     */
    static WebApiWiring of(Map<String, String> environment, AwsClients clients, Consumer<String> out) {
        WebApiEnvironment read = WebApiEnvironment.read(environment);
        var stage = read.stage();
        var dynamoDb = clients.dynamoDb();
        WebApiPorts ports = new WebApiPorts(
                new DynamoDbScheduleStore(dynamoDb, stage.schedulesTable()),
                new DynamoDbExecutionHistory(dynamoDb, stage.executionsTable(), stage.schedulesTable()),
                new SnsTopicPublisher(clients.sns()),
                Clock.systemUTC(),
                () -> UUID.randomUUID().toString(),
                new SystemSleeper(System::nanoTime),
                new EmfLogWriter(stage.stage().stage(), environment.getOrDefault(FUNCTION_VERSION, ""), out));
        Optional<String> anonymous = Optional.of(LOCAL).filter(stage.stage().stage()::equals);
        return new WebApiWiring(
                ports,
                new WebApiSettings(stage.stage(), read.dynamicSchedules(), anonymous),
                () -> new SnsTopicPublisher(clients.stubbed().sns()));
    }
}
