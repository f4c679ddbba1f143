package com.rezagent.schedules.testing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Wraps ports: some of their methods are intercepted, the others are passed on. */
public final class PortProxy {
    private PortProxy() {}

    /** Handles the calls that are intercepted. */
    @FunctionalInterface
    public interface Interceptor {
        @Nullable
        Object intercept(PortCall call) throws Throwable;
    }

    /**
     * A call that is intercepted. The types of its parts are those that the caller expects.
     *
     * @param port the real port
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public record PortCall(
            Method method, Object port, @Nullable Object @Nullable [] arguments) {
        public String operation() {
            return method.getName();
        }

        public <P> P real() {
            return (P) port;
        }

        public <A> A argument(int position) {
            return (A) Objects.requireNonNull(arguments)[position];
        }

        /** Returns the same call with another argument. */
        public PortCall with(int position, @Nullable Object argument) {
            @Nullable Object[] changed = Objects.requireNonNull(arguments).clone();
            changed[position] = argument;
            return new PortCall(method, port, changed);
        }

        /** Calls the real port and returns its result. */
        public <R> R proceed() throws Throwable {
            try {
                return (R) method.invoke(port, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }
    }

    /** Wraps a port. Its default methods use the abstract ones of the wrapper, unless they are intercepted themselves. */
    public static <T> T of(Class<T> type, T real, Predicate<Method> isIntercepted, Interceptor interceptor) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    PortCall call = new PortCall(method, real, arguments);
                    if (isIntercepted.test(method)) {
                        return interceptor.intercept(call);
                    }
                    boolean isComposed = method.isDefault() && method.getReturnType() != void.class;
                    return isComposed ? InvocationHandler.invokeDefault(self, method, arguments) : call.proceed();
                }));
    }

    /** Returns a port that no call is expected of: each throws an {@link AssertionError}. */
    public static <T> T uncalled(Class<T> type) {
        return failing(type, method -> new AssertionError("Unexpected call of " + method));
    }

    /** Returns a port whose every call throws. */
    public static <T> T failing(Class<T> type, Function<Method, ? extends Throwable> failure) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            throw failure.apply(method);
        }));
    }
}
