package com.rezagent.schedules.wire;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.rezagent.schedules.aws.AwsClients;
import com.rezagent.schedules.aws.DynamoDbStores;
import com.rezagent.schedules.aws.EventBridgeEngine;
import com.rezagent.schedules.aws.SnsTopicPublisher;
import com.rezagent.schedules.aws.SqsDeadLetterQueue;
import com.rezagent.schedules.config.ApiMode;
import com.rezagent.schedules.config.SchedulerEnvironment;
import com.rezagent.schedules.config.StageEnvironment;
import com.rezagent.schedules.log.LogWriter;
import com.rezagent.schedules.scheduler.SchedulerHandler;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import com.rezagent.schedules.scheduler.SchedulerSettings;
import com.rezagent.schedules.webapi.WebApiHandler;
import com.rezagent.schedules.webapi.WebApiPorts;
import com.rezagent.schedules.webapi.WebApiSettings;
import com.rezagent.schedules.webapi.command.Sleeper;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Creates both functions with their AWS adapters, in this JVM.
 *
 * @param ids returns a new id on each call
 */
public record AwsFunctions(Clock clock, Supplier<String> ids, Sleeper sleeper, LogWriter log) {
    public RequestStreamHandler webApi(StageEnvironment stage, AwsClients clients) {
        return new WebApiHandler(
                new WebApiPorts(
                        DynamoDbStores.of(stage, clients.dynamoDb()),
                        new SnsTopicPublisher(clients.sns()),
                        clock,
                        ids,
                        sleeper,
                        log),
                new WebApiSettings(stage.stage(), ApiMode.ENABLED, Optional.empty()));
    }

    public RequestStreamHandler scheduler(SchedulerEnvironment environment, AwsClients clients) {
        StageEnvironment stage = environment.stage();
        return new SchedulerHandler(
                new SchedulerPorts(
                        DynamoDbStores.of(stage, clients.dynamoDb()),
                        new EventBridgeEngine(clients.scheduler(), environment.scheduleGroup()),
                        new SnsTopicPublisher(clients.sns()),
                        new SqsDeadLetterQueue(clients::sqs, environment.deadLetterQueueUrl()),
                        clock,
                        log),
                new SchedulerSettings(stage.stage(), environment.target(), environment.timeout()));
    }
}
