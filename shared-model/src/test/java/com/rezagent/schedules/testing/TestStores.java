package com.rezagent.schedules.testing;

import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.store.FiringRecords;
import com.rezagent.schedules.store.Stores;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Creates stores of which a test uses only some. */
public final class TestStores {
    private TestStores() {}

    /** Returns the given stores; every call of another one fails the test. */
    public static Stores of(Object... given) {
        Object[] all = Arrays.stream(Stores.class.getRecordComponents())
                .map(component -> Arrays.stream(given)
                        .filter(component.getType()::isInstance)
                        .findFirst()
                        .orElseGet(() -> defaultOf(component.getType(), given)))
                .toArray();
        try {
            Class<?>[] types = Arrays.stream(Stores.class.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            return Stores.class.getDeclaredConstructor(types).newInstance(all);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Groups are empty by default, and firings are read from the given schedules. */
    private static Object defaultOf(Class<?> type, Object[] given) {
        if (type == GroupStore.class) {
            return new MemoryGroupStore();
        }
        if (type == FiringRecords.class) {
            return FiringRecords.of(
                    one(ScheduleStore.class, given), one(GroupStore.class, given), one(ExecutionHistory.class, given));
        }
        return PortProxy.uncalled(type);
    }

    private static <T> T one(Class<T> type, Object[] given) {
        return Arrays.stream(given)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseGet(() -> type.cast(defaultOf(type, given)));
    }
}
