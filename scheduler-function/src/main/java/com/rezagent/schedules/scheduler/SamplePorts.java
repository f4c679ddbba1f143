package com.rezagent.schedules.scheduler;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.store.FiringRecords;
import com.rezagent.schedules.store.Stores;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ports for a sample that sends nothing. Every call runs through its adapter, over clients that send nothing, and then
 * returns what the sample needs: the sample's schedule once it is written, a granted claim, a successful write.
 */
final class SamplePorts implements Stores.Wrapper {
    private @Nullable Schedule written;

    /** @param stubbed adapters over clients that send nothing */
    static SchedulerPorts over(SchedulerPorts stubbed) {
        SamplePorts sample = new SamplePorts();
        return stubbed.with(stubbed.stores().wrapped(sample)).with(sample.wrap(Engine.class, stubbed.engine()));
    }

    @Override
    public <T> T wrap(Class<T> type, T stubbed) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.isDefault()
                        ? InvocationHandler.invokeDefault(proxy, method, arguments)
                        : result(type, method, arguments, call(stubbed, method, arguments))));
    }

    /** Returns the result of a stubbed call; null if the stub's response lacks what this call expects. */
    private static @Nullable Object call(Object stubbed, Method method, Object[] arguments)
            throws IllegalAccessException {
        try {
            return method.invoke(stubbed, arguments);
        } catch (InvocationTargetException e) {
            return null;
        }
    }

    private @Nullable Object result(Class<?> type, Method method, Object[] arguments, @Nullable Object stubbed) {
        if (method.getReturnType() == boolean.class) {
            if (type == ScheduleStore.class) {
                // The record that is inserted, or the last but one argument: what replaces the record that was seen.
                written = (Schedule) arguments[arguments.length - 2];
            }
            return true;
        } else if (type == ScheduleStore.class && method.getName().equals("find")) {
            return Optional.ofNullable(written);
        } else if (type == FiringRecords.class && method.getName().equals("find")) {
            return Optional.ofNullable(written).map(it -> new FiringRecords.Found(it, Surroundings.NONE));
        } else if (type == ExecutionHistory.class && method.getName().equals("claim")) {
            return new Claim.Granted(Execution.claimed(
                    (ExecutionKey) arguments[0], (String) arguments[1], (Instant) arguments[2], (Duration)
                            arguments[3]));
        } else if (type == Engine.class && method.getReturnType() == Optional.class) {
            return method.getName().equals("find") ? Optional.empty() : Optional.of("primed");
        }
        return stubbed;
    }
}
