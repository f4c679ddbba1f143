package com.rezagent.schedules.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.aws.AwsClients;
import com.rezagent.schedules.aws.DynamoDbStores;
import com.rezagent.schedules.aws.EventBridgeEngine;
import com.rezagent.schedules.config.StageEnvironment;
import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.testing.TestStores;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;

class PrimingTest {
    private final SchedulerFixture real = new SchedulerFixture();
    private final SchedulerFixture sample = new SchedulerFixture();
    private final List<LogEvent> logged = new ArrayList<>();
    private final AwsClients clients = new AwsClients(
            it -> it.region(Region.US_EAST_1).credentialsProvider(AnonymousCredentialsProvider.create()));

    @AfterEach
    void close() {
        clients.close();
    }

    /** Returns adapters over clients that send nothing, and a publisher that keeps what the samples publish. */
    private SchedulerPorts stubbed() {
        AwsClients sendingNothing = clients.stubbed();
        return new SchedulerPorts(
                DynamoDbStores.of(
                        new StageEnvironment(sample.stage, "schedules", "executions", "resources", "changes"),
                        sendingNothing.dynamoDb()),
                new EventBridgeEngine(sendingNothing.scheduler(), "group"),
                sample.publisher,
                (event, reason) -> {},
                sample.clock,
                event -> {});
    }

    @Test
    void each_sample_is_created_fired_and_published_and_the_stage_is_only_read() {
        SchedulerPorts ports = new SchedulerPorts(
                TestStores.of(real.store, real.groups, real.history, real.store.changes()),
                real.engine,
                real.publisher,
                (event, reason) -> {},
                real.clock,
                logged::add);

        new Priming(
                        ports,
                        new SchedulerSettings(
                                real.stage, SchedulerFixture.TARGET, SchedulerFixture.LEASE.minusSeconds(5)),
                        this::stubbed)
                .prime();

        assertThat(logged).extracting(LogEvent::name).containsExactly("primed");
        assertThat(sample.published()).isEqualTo(Priming.SAMPLES);
        assertThat(sample.notices()).isEmpty();
        assertThat(real.published()).isZero();
        assertThat(real.store.all()).isEmpty();
        assertThat(real.engine.calls()).containsOnly("find");
    }
}
