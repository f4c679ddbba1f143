package com.rezagent.schedules.testing;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Changes records. */
public final class Records {
    /** Looking these up takes far longer than calling them, and the simulation changes records very often. */
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type);
        }
    };

    private Records() {}

    private record Shape(List<Method> accessors, Constructor<?> constructor) {
        static Shape of(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types =
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
                List<Method> accessors =
                        Stream.of(components).map(RecordComponent::getAccessor).toList();
                accessors.forEach(it -> it.setAccessible(true));
                return new Shape(accessors, constructor);
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(e);
            }
        }

        boolean has(String component) {
            return accessors.stream().anyMatch(it -> it.getName().equals(component));
        }
    }

    /**
     * Returns a copy of a record with one component changed, of the record itself or of one of its parts.
     *
     * @throws IllegalArgumentException if there is no such component
     */
    public static <R extends Record> R withComponent(R record, String component, @Nullable Object value) {
        Shape shape = SHAPES.get(record.getClass());
        Object[] values = new Object[shape.accessors().size()];
        boolean isFound = false;
        try {
            for (int i = 0; i < values.length; i++) {
                Method accessor = shape.accessors().get(i);
                boolean isIt = accessor.getName().equals(component);
                Object current = accessor.invoke(record);
                boolean isInPart = !isIt
                        && current instanceof Record part
                        && SHAPES.get(part.getClass()).has(component);
                isFound |= isIt || isInPart;
                values[i] = isInPart ? withComponent((Record) current, component, value) : isIt ? value : current;
            }
            if (!isFound) {
                throw new IllegalArgumentException(record.getClass() + " has no " + component);
            }
            @SuppressWarnings("unchecked")
            R changed = (R) shape.constructor().newInstance(values);
            return changed;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
