package com.rezagent.schedules.testing;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Changes records. */
public final class Records {
    private Records() {}

    /**
     * Returns a copy of a record with one component changed, of the record itself or of one of its parts.
     *
     * @throws IllegalArgumentException if there is no such component
     */
    public static <R extends Record> R withComponent(R record, String component, @Nullable Object value) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        boolean isFound = false;
        try {
            for (int i = 0; i < components.length; i++) {
                boolean isIt = components[i].getName().equals(component);
                Method accessor = components[i].getAccessor();
                accessor.setAccessible(true);
                Object current = accessor.invoke(record);
                boolean isInPart = !isIt && current instanceof Record part && hasComponent(part, component);
                isFound |= isIt || isInPart;
                values[i] = isInPart ? withComponent((Record) current, component, value) : isIt ? value : current;
            }
            if (!isFound) {
                throw new IllegalArgumentException(record.getClass() + " has no " + component);
            }
            Class<?>[] types =
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            @SuppressWarnings("unchecked")
            Class<R> type = (Class<R>) record.getClass();
            Constructor<R> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean hasComponent(Record record, String component) {
        return Stream.of(record.getClass().getRecordComponents())
                .anyMatch(it -> it.getName().equals(component));
    }
}
