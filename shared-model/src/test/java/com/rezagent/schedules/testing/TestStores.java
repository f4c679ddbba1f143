package com.rezagent.schedules.testing;

import com.rezagent.schedules.store.Stores;
import java.lang.reflect.Proxy;
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
                        .orElseGet(() -> uncalled(component.getType())))
                .toArray();
        try {
            return (Stores) Stores.class.getDeclaredConstructors()[0].newInstance(all);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object uncalled(Class<?> port) {
        return Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (self, method, arguments) -> {
            throw new AssertionError("Unexpected call of " + method);
        });
    }
}
