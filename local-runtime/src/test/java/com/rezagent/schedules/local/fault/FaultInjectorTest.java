package com.rezagent.schedules.local.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.command.KnownGroups;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.clock.VirtualClock;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.fault.PortCall.Caller;
import com.rezagent.schedules.local.fault.PortCall.Target;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.testing.MemoryGroupStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultInjectorTest {
    private static final TopicArn TOPIC = new TopicArn("arn:aws:sns:us-east-1:000000000000:topic");
    private static final TopicMessage MESSAGE = new TopicMessage("{}", Map.of());

    private final VirtualClock clock = VirtualClock.manual(Instant.parse("2025-11-06T20:00:00Z"));
    private final VirtualTimeScheduler virtualTime = new VirtualTimeScheduler(clock, e -> {
        throw new AssertionError(e);
    });
    private final FaultInjector faults = new FaultInjector(clock, virtualTime);
    private final List<TopicArn> published = new ArrayList<>();
    private final TopicPublisher real = (topic, message) -> {
        published.add(topic);
        return "id";
    };
    private final TopicPublisher api = faults.wrap(TopicPublisher.class, real, Caller.API, Target.TOPICS, Map.of());
    private final TopicPublisher scheduler =
            faults.wrap(TopicPublisher.class, real, Caller.SCHEDULER, Target.TOPICS, Map.of());

    private void fail(FaultKind kind, int times) {
        faults.add(new FaultRule(null, Target.TOPICS, null, kind, times));
    }

    @ParameterizedTest
    @CsvSource({
        "THROTTLED, THROTTLED, 0",
        "TIMEOUT_BEFORE, TIMED_OUT, 0",
        "TIMEOUT_AFTER, TIMED_OUT, 1",
        "TIMEOUT_LATE, TIMED_OUT, 0",
        "TIMEOUT_SLOW, TIMED_OUT, 0"
    })
    void a_fault_fails_the_call_before_or_after_it_takes_effect(
            FaultKind kind, TransientException.Reason reason, int effects) {
        fail(kind, 1);

        assertThatThrownBy(() -> api.publish(TOPIC, MESSAGE))
                .isInstanceOfSatisfying(
                        TransientException.class, e -> assertThat(e.reason()).isEqualTo(reason));

        assertThat(published).hasSize(effects);
        assertThat(api.publish(TOPIC, MESSAGE)).as("the next call").isEqualTo("id");
    }

    @ParameterizedTest
    @CsvSource({"CRASH_BEFORE, 0", "CRASH_AFTER, 1"})
    void a_crash_is_an_error_that_handlers_do_not_catch(FaultKind kind, int effects) {
        fail(kind, 1);

        assertThatThrownBy(() -> api.publish(TOPIC, MESSAGE)).isInstanceOf(SimulatedCrash.class);

        assertThat(published).hasSize(effects);
    }

    @Test
    void a_late_call_takes_effect_after_its_caller_timed_out() {
        fail(FaultKind.TIMEOUT_LATE, 1);
        assertThatThrownBy(() -> api.publish(TOPIC, MESSAGE)).isInstanceOf(TransientException.class);

        virtualTime.advance(FaultInjector.LATE_BY);

        assertThat(published).hasSize(1);
    }

    private interface SlowTopics extends TopicPublisher, TracksInFlightCalls {}

    @Test
    void a_slow_call_is_in_progress_until_it_takes_effect() {
        List<String> seen = new ArrayList<>();
        SlowTopics slow = new SlowTopics() {
            @Override
            public String publish(TopicArn topic, TopicMessage message) {
                seen.add("landed");
                return "id";
            }

            @Override
            public Runnable begin(Object[] arguments) {
                seen.add("began with " + arguments[0]);
                return () -> seen.add("ended");
            }
        };
        TopicPublisher withFaults = faults.wrap(TopicPublisher.class, slow, Caller.API, Target.TOPICS, Map.of());
        fail(FaultKind.TIMEOUT_SLOW, 1);

        assertThatThrownBy(() -> withFaults.publish(TOPIC, MESSAGE)).isInstanceOf(TransientException.class);
        assertThat(seen).containsExactly("began with " + TOPIC);

        virtualTime.advance(FaultInjector.SLOW_BY);
        assertThat(seen).containsExactly("began with " + TOPIC, "ended", "landed");
    }

    @Test
    void a_fault_occurs_as_often_as_requested() {
        fail(FaultKind.THROTTLED, 2);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> api.publish(TOPIC, MESSAGE)).isInstanceOf(TransientException.class);
        }
        api.publish(TOPIC, MESSAGE);

        assertThat(published).hasSize(1);
        assertThat(faults.rules()).isEmpty();
    }

    @Test
    void a_fault_affects_only_its_caller_target_and_operation() {
        faults.add(new FaultRule(Caller.SCHEDULER, Target.TOPICS, "publish", FaultKind.THROTTLED, 1));
        faults.add(new FaultRule(null, Target.STORE, null, FaultKind.THROTTLED, 1));
        faults.add(new FaultRule(null, Target.TOPICS, "other", FaultKind.THROTTLED, 1));

        api.publish(TOPIC, MESSAGE);
        assertThatThrownBy(() -> scheduler.publish(TOPIC, MESSAGE)).isInstanceOf(TransientException.class);

        assertThat(faults.rules()).hasSize(2);
    }

    @Test
    void cleared_faults_have_no_effect() {
        fail(FaultKind.CRASH_BEFORE, 5);
        faults.clear();

        assertThat(api.publish(TOPIC, MESSAGE)).isEqualTo("id");
    }

    @Test
    void exceptions_of_the_wrapped_port_are_passed_through() {
        TopicPublisher broken = faults.wrap(
                TopicPublisher.class,
                (topic, message) -> {
                    throw new TransientException(TransientException.Reason.UNAVAILABLE, "real");
                },
                Caller.API,
                Target.TOPICS,
                Map.of());

        assertThatThrownBy(() -> broken.publish(TOPIC, MESSAGE))
                .isInstanceOf(TransientException.class)
                .hasMessage("real");
    }

    @Test
    void a_default_method_fails_if_a_call_that_it_makes_fails() {
        GroupStore groups = faults.wrap(
                GroupStore.class, new MemoryGroupStore(), Caller.API, Target.STORE, Map.of("find", "find_group"));
        faults.add(new FaultRule(null, Target.STORE, "gates", FaultKind.THROTTLED, 1));
        faults.add(new FaultRule(null, Target.STORE, "find_group", FaultKind.THROTTLED, 1));
        KnownGroups known = groups.known();

        assertThatThrownBy(() -> groups.gate(ResourceName.DEFAULT_GROUP)).isInstanceOf(TransientException.class);
        assertThatThrownBy(() -> known.defaultsOf(ResourceName.DEFAULT_GROUP)).isInstanceOf(TransientException.class);

        assertThat(groups.gate(ResourceName.DEFAULT_GROUP)).isEqualTo(GroupGate.DEFAULT);
        assertThat(known.defaultsOf(ResourceName.DEFAULT_GROUP)).isPresent();
        assertThat(faults.operations(Target.STORE)).doesNotContain("gate", "known");
    }

    @Test
    void every_operation_of_the_stores_has_a_name_of_its_own() {
        try (LocalSystem system = LocalSystem.open(LocalSettings.inMemory().withSpeed(ClockSpeed.MANUAL))) {
            assertThat(system.faults().operations(Target.STORE))
                    .contains("find", "insert", "replace", "list")
                    .contains("find_group", "insert_group", "replace_group", "list_groups", "gates", "is_full")
                    .contains("find_execution", "find_firing", "list_executions");
        }
    }

    @Test
    void a_watcher_sees_each_call_and_may_crash_the_invocation() {
        List<String> seen = new ArrayList<>();
        faults.setListener(new PortCallListener() {
            @Override
            public void before(PortCall call) {
                seen.add("before " + call);
            }

            @Override
            public void after(PortCall call) {
                seen.add("after " + call);
                throw new SimulatedCrash("here");
            }
        });

        assertThatThrownBy(() -> scheduler.publish(TOPIC, MESSAGE)).isInstanceOf(SimulatedCrash.class);

        assertThat(seen).containsExactly("before scheduler topics.publish", "after scheduler topics.publish");
    }
}
