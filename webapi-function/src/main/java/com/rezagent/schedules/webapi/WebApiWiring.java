package com.rezagent.schedules.webapi;

import com.rezagent.schedules.aws.AwsClients;
import com.rezagent.schedules.aws.ClassPreloader;
import com.rezagent.schedules.aws.DynamoDbScheduleStore;
import com.rezagent.schedules.aws.DynamoDbStores;
import com.rezagent.schedules.aws.SnsTopicPublisher;
import com.rezagent.schedules.config.WebApiEnvironment;
import com.rezagent.schedules.log.EmfLogWriter;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.command.SystemSleeper;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Creates the ports and settings of the Web API from the environment, as Lambda runs it.
 *
 * @param stubbedPublisher creates publishers that send nothing; calling one only loads the classes that publishing
 *     needs. Used by priming only
 */
record WebApiWiring(WebApiPorts ports, WebApiSettings settings, Supplier<TopicPublisher> stubbedPublisher) {
    /** The only stage that accepts requests without a verified identity, and the caller they are attributed to. */
    private static final String LOCAL = "local";

    /** Set by Lambda itself. */
    private static final String FUNCTION_VERSION = "AWS_LAMBDA_FUNCTION_VERSION";

    private static final String DUMMY_NAME = "sched_head_start";
    private static final TopicArn DUMMY_TOPIC = new TopicArn("arn:aws:sns:us-east-1:000000000000:" + DUMMY_NAME);

    /**
     * Creates the wiring on a Lambda cold start, and preloads in background threads the classes that a first request
     * needs: one thread per client, each with a sample call that sends nothing and writes no log line.
     *
     * @throws com.rezagent.schedules.config.InvalidEnvironmentException listing every error in the environment
     */
    static WebApiWiring started(Map<String, String> environment) {
        ClassPreloader.start(
                environment,
                () -> Priming.warmUp(() -> of(environment, AwsClients.stubbedOnly(), line -> {})),
                () -> new SnsTopicPublisher(AwsClients.stubbedOnly().sns())
                        .publish(DUMMY_TOPIC, new TopicMessage("{}", Map.of())),
                () -> new DynamoDbScheduleStore(AwsClients.stubbedOnly().dynamoDb(), DUMMY_NAME, DUMMY_NAME, DUMMY_NAME)
                        .find(new ScheduleId(DUMMY_NAME)));
        return of(environment, new AwsClients(), System.out::println);
    }

    /**
     * Creates the wiring; makes no call to AWS yet.
     *
     * @param out receives log lines
     * @throws com.rezagent.schedules.config.InvalidEnvironmentException listing every error in the environment
     */
    static WebApiWiring of(Map<String, String> environment, AwsClients clients, Consumer<String> out) {
        WebApiEnvironment read = WebApiEnvironment.read(environment);
        var stage = read.stage();
        WebApiPorts ports = new WebApiPorts(
                DynamoDbStores.of(stage, clients.dynamoDb()),
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
