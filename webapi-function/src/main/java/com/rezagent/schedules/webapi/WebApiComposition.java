package com.rezagent.schedules.webapi;

import com.rezagent.schedules.aws.AwsClients;
import com.rezagent.schedules.aws.DynamoDbExecutionHistory;
import com.rezagent.schedules.aws.DynamoDbScheduleStore;
import com.rezagent.schedules.aws.HeadStart;
import com.rezagent.schedules.aws.SnsTopics;
import com.rezagent.schedules.log.MetricLines;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.settings.WebApiEnvironment;
import com.rezagent.schedules.topic.TopicArn;
import com.rezagent.schedules.topic.TopicMessage;
import com.rezagent.schedules.topic.Topics;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The Web API as Lambda runs it, put together from its environment.
 *
 * @param rehearsal makes topics that send nothing: publishing to them only loads what publishing needs. Only priming asks
 *     for them
 */
record WebApiComposition(WebApiPorts ports, WebApiSettings settings, Supplier<Topics> rehearsal) {
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
    static WebApiComposition started(Map<String, String> environment) {
        HeadStart.give(
                environment,
                () -> Priming.rehearse(() -> of(environment, AwsClients.unsentAlone(), line -> {})),
                () -> new SnsTopics(AwsClients.unsentAlone().sns()).publish(NOWHERE, new TopicMessage("{}", Map.of())),
                () -> new DynamoDbScheduleStore(AwsClients.unsentAlone().dynamoDb(), NOTHING)
                        .find(new ScheduleId(NOTHING)));
        return of(environment, new AwsClients(), System.out::println);
    }

    /**
     * Puts it together; calls nothing outside yet.
     *
     * @param out takes log lines
     * @throws com.rezagent.schedules.settings.InvalidEnvironmentException with every mistake in the environment
     */
    static WebApiComposition of(Map<String, String> environment, AwsClients clients, Consumer<String> out) {
        WebApiEnvironment read = WebApiEnvironment.read(environment);
        var stage = read.stage();
        var dynamoDb = clients.dynamoDb();
        WebApiPorts ports = new WebApiPorts(
                new DynamoDbScheduleStore(dynamoDb, stage.schedulesTable()),
                new DynamoDbExecutionHistory(dynamoDb, stage.executionsTable(), stage.schedulesTable()),
                new SnsTopics(clients.sns()),
                Clock.systemUTC(),
                () -> UUID.randomUUID().toString(),
                new SystemWallTime(System::nanoTime),
                new MetricLines(stage.topics().stage(), environment.getOrDefault(FUNCTION_VERSION, ""), out));
        Optional<String> anonymous = Optional.of(LOCAL).filter(stage.topics().stage()::equals);
        return new WebApiComposition(
                ports,
                new WebApiSettings(stage.topics(), read.dynamicSchedules(), anonymous),
                () -> new SnsTopics(clients.unsent().sns()));
    }
}
