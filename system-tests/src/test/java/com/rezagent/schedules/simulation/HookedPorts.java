package com.rezagent.schedules.simulation;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.local.fault.TracksInFlightCalls;
import com.rezagent.schedules.messaging.DeadLetterQueue;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import com.rezagent.schedules.store.Stores;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Wraps every port of the scheduler function with a hook. */
final class HookedPorts {
    private HookedPorts() {}

    static SchedulerPorts hooked(SchedulerPorts real, Hook hook) {
        return new SchedulerPorts(
                real.stores().wrapped(new Stores.Wrapper() {
                    @Override
                    public <T> T wrap(Class<T> type, T store) {
                        return hooked(type, store, portOf(type), hook);
                    }
                }),
                hooked(Engine.class, real.engine(), SimulatedCall.Port.ENGINE, hook),
                hooked(TopicPublisher.class, real.publisher(), SimulatedCall.Port.TOPICS, hook),
                hooked(DeadLetterQueue.class, real.deadLetters(), SimulatedCall.Port.DEAD_LETTERS, hook),
                real.clock(),
                real.log());
    }

    private static SimulatedCall.Port portOf(Class<?> store) {
        return store == ExecutionHistory.class
                ? SimulatedCall.Port.HISTORY
                : store == GroupStore.class ? SimulatedCall.Port.GROUPS : SimulatedCall.Port.STORE;
    }

    static <T> T hooked(Class<T> type, T real, SimulatedCall.Port port, Hook hook) {
        Object proxy = Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                // What knows the groups reads them later, by calls of its own.
                (self, method, arguments) -> method.getName().equals("known")
                        ? InvocationHandler.invokeDefault(self, method)
                        : hook.around(call(port, method, arguments), new PortEffect(method, real, arguments)));
        return type.cast(proxy);
    }

    private static SimulatedCall call(SimulatedCall.Port port, Method method, Object @Nullable [] arguments) {
        return arguments != null && method.getName().equals("due")
                ? SimulatedCall.due((Integer) arguments[0])
                : new SimulatedCall(port, method.getName());
    }

    private record PortEffect(Method method, Object real, Object @Nullable [] arguments) implements Hook.Effect {
        @Override
        public @Nullable Object apply() throws Throwable {
            try {
                return method.invoke(real, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }

        @Override
        public Runnable begin() {
            return real instanceof TracksInFlightCalls port ? port.begin(arguments) : () -> {};
        }
    }
}
