package com.rezagent.schedules.local.system;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.local.engine.LocalEngine;
import com.rezagent.schedules.local.engine.SimulatedScheduler;
import com.rezagent.schedules.local.fault.FaultInjector;
import com.rezagent.schedules.local.fault.PortCall.Caller;
import com.rezagent.schedules.local.fault.PortCall.Target;
import com.rezagent.schedules.log.LogWriter;
import com.rezagent.schedules.messaging.DeadLetterQueue;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.webapi.WebApiPorts;
import com.rezagent.schedules.webapi.command.SystemSleeper;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What both functions call. Faults can be injected into each call.
 *
 * @param ids returns a new, unguessable id on each call
 */
record LocalPorts(
        FaultInjector faults,
        Stores stores,
        SimulatedScheduler scheduler,
        TopicPublisher topics,
        DeadLetterQueue deadLetters,
        Clock clock,
        Supplier<String> ids,
        LogWriter log) {
    /** The names in faults of methods that several stores have, and of default methods that count as one call. */
    private static final Map<Class<?>, Map<String, String>> NAMES = Map.of(
            ExecutionHistory.class,
            Map.of("find", "find_execution", "findFiring", "find_firing", "list", "list_executions"),
            GroupStore.class,
            Map.of("find", "find_group", "insert", "insert_group", "replace", "replace_group", "list", "list_groups"));

    SchedulerPorts ofScheduler() {
        return new SchedulerPorts(
                storesFor(Caller.SCHEDULER),
                faults.wrap(Engine.class, new LocalEngine(scheduler, ids), Caller.SCHEDULER, Target.ENGINE, Map.of()),
                topicsFor(Caller.SCHEDULER),
                deadLetters,
                clock,
                log);
    }

    WebApiPorts ofWebApi() {
        return new WebApiPorts(
                storesFor(Caller.API), topicsFor(Caller.API), clock, ids, new SystemSleeper(System::nanoTime), log);
    }

    private Stores storesFor(Caller caller) {
        return stores.wrapped(new Stores.Wrapper() {
            @Override
            public <T> T wrap(Class<T> type, T store) {
                return faults.wrap(type, store, caller, Target.STORE, NAMES.getOrDefault(type, Map.of()));
            }
        });
    }

    private TopicPublisher topicsFor(Caller caller) {
        return faults.wrap(TopicPublisher.class, topics, caller, Target.TOPICS, Map.of());
    }
}
