package com.rezagent.schedules.simulation;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.local.fault.TracksInFlightCalls;
import com.rezagent.schedules.messaging.DeadLetterQueue;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.testing.PortProxy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Wraps every port of the scheduler function with a hook. */
final class HookedPorts {
    private static final Map<Class<?>, SimulatedCall.Port> PORTS =
            Map.of(ExecutionHistory.class, SimulatedCall.Port.HISTORY, GroupStore.class, SimulatedCall.Port.GROUPS);

    private HookedPorts() {}

    static SchedulerPorts hooked(SchedulerPorts real, Hook hook) {
        return new SchedulerPorts(
                real.stores().wrapped(new Stores.Wrapper() {
                    @Override
                    public <T> T wrap(Class<T> type, T store) {
                        return hooked(type, store, PORTS.getOrDefault(type, SimulatedCall.Port.STORE), hook);
                    }
                }),
                hooked(Engine.class, real.engine(), SimulatedCall.Port.ENGINE, hook),
                hooked(TopicPublisher.class, real.publisher(), SimulatedCall.Port.TOPICS, hook),
                hooked(DeadLetterQueue.class, real.deadLetters(), SimulatedCall.Port.DEAD_LETTERS, hook),
                real.clock(),
                real.log());
    }

    private static <T> T hooked(Class<T> type, T real, SimulatedCall.Port port, Hook hook) {
        // What knows the groups reads them later, by calls of its own.
        return PortProxy.of(
                type,
                real,
                it -> !it.getName().equals("known"),
                call -> hook.around(simulated(port, call), new PortEffect(call)));
    }

    private static SimulatedCall simulated(SimulatedCall.Port port, PortProxy.PortCall call) {
        return call.operation().equals("due")
                ? SimulatedCall.due(call.argument(0))
                : new SimulatedCall(port, call.operation());
    }

    private record PortEffect(PortProxy.PortCall call) implements Hook.Effect {
        @Override
        public @Nullable Object apply() throws Throwable {
            return call.proceed();
        }

        @Override
        public Runnable begin() {
            return call.port() instanceof TracksInFlightCalls port ? port.begin(call.arguments()) : () -> {};
        }
    }
}
