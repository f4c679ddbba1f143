package com.rezagent.schedules.local.fault;

import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.error.TransientException.Reason;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.fault.PortCall.Caller;
import com.rezagent.schedules.local.fault.PortCall.Target;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Wraps ports, and the engine's call of the function, and makes calls fail according to its rules. The first rule that
 * matches a call applies, and its remaining count decreases by one. Thread-safe.
 */
public final class FaultInjector {
    /** Delay after which a call that failed with {@link FaultKind#TIMEOUT_LATE} takes effect. */
    public static final Duration LATE_BY = Duration.ofSeconds(30);

    /**
     * Delay after which a call that failed with {@link FaultKind#TIMEOUT_SLOW} takes effect: before its caller's retry.
     */
    public static final Duration SLOW_BY = Duration.ofSeconds(10);

    private final Clock clock;
    private final VirtualTimeScheduler virtualTime;
    private final Map<Target, Set<String>> operations = new HashMap<>();
    private final List<FaultRule> rules = new ArrayList<>();
    private volatile boolean hasRules;
    private volatile PortCallListener watcher = PortCallListener.NONE;

    public FaultInjector(Clock clock, VirtualTimeScheduler virtualTime) {
        this.clock = clock;
        this.virtualTime = virtualTime;
    }

    public synchronized void add(FaultRule rule) {
        rules.add(rule);
        hasRules = true;
    }

    public synchronized void clear() {
        rules.clear();
        hasRules = false;
    }

    /** Returns the rules that still apply to future calls, in order. */
    public synchronized List<FaultRule> rules() {
        return List.copyOf(rules);
    }

    /** Sets the watcher of all calls; {@link PortCallListener#NONE} removes it. */
    public void setListener(PortCallListener newWatcher) {
        watcher = newWatcher;
    }

    /** Returns the names of a target's operations. */
    public synchronized Set<String> operations(Target target) {
        return Set.copyOf(operations.getOrDefault(target, Set.of()));
    }

    /**
     * Wraps a port, so that the rules apply to its calls. A default method that {@code real} inherits is no call of its
     * own, unless it is named: the rules apply to the calls that it makes.
     *
     * @param caller the function that receives the wrapped port
     * @param names operation names by method name, for methods whose name another port of the target uses as well
     */
    public <T> T wrap(Class<T> port, T real, Caller caller, Target target, Map<String, String> names) {
        Map<Method, PortCall> calls = new HashMap<>();
        for (Method method : port.getMethods()) {
            if (!isInherited(method, real) || names.containsKey(method.getName())) {
                String name = names.getOrDefault(method.getName(), snakeCase(method.getName()));
                calls.put(method, new PortCall(caller, target, name));
            }
        }
        register(target, calls.values().stream().map(PortCall::operation).toList());
        InvocationHandler handler = (proxy, method, arguments) -> {
            PortCall call = calls.get(method);
            if (call != null) {
                return intercept(call, method, real, arguments);
            }
            return isInherited(method, real)
                    ? InvocationHandler.invokeDefault(proxy, method, arguments)
                    : invoke(method, real, arguments);
        };
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, handler));
    }

    private static boolean isInherited(Method method, Object real) {
        try {
            return method.isDefault()
                    && real.getClass()
                            .getMethod(method.getName(), method.getParameterTypes())
                            .isDefault();
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized void register(Target target, List<String> names) {
        operations.computeIfAbsent(target, it -> new TreeSet<>()).addAll(names);
    }

    private static String snakeCase(String name) {
        StringBuilder snake = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                snake.append('_').append((char) (c - 'A' + 'a'));
            } else {
                snake.append(c);
            }
        }
        return snake.toString();
    }

    private @Nullable Object intercept(PortCall call, Method method, Object real, Object @Nullable [] arguments)
            throws Throwable {
        watcher.before(call);
        FaultKind fault = hasRules ? consumeRule(call) : null;
        if (fault == null) {
            Object result = invoke(method, real, arguments);
            watcher.after(call);
            return result;
        }
        switch (fault) {
            case THROTTLED ->
                throw new TransientException(Reason.THROTTLED, call + " was throttled by an injected fault");
            case TIMEOUT_BEFORE -> throw timedOut(call);
            case TIMEOUT_LATE -> {
                virtualTime.at(clock.instant().plus(LATE_BY), () -> applyLate(method, real, arguments));
                throw timedOut(call);
            }
            case TIMEOUT_SLOW -> {
                Runnable end = real instanceof TracksInFlightCalls port ? port.begin(arguments) : () -> {};
                virtualTime.at(clock.instant().plus(SLOW_BY), () -> {
                    end.run();
                    applyLate(method, real, arguments);
                });
                throw timedOut(call);
            }
            case CRASH_BEFORE -> throw new SimulatedCrash("before " + call);
            case TIMEOUT_AFTER -> {
                invoke(method, real, arguments);
                watcher.after(call);
                throw timedOut(call);
            }
            case CRASH_AFTER -> {
                invoke(method, real, arguments);
                watcher.after(call);
                throw new SimulatedCrash("after " + call);
            }
        }
        throw new IllegalStateException("Unknown fault " + fault);
    }

    private static TransientException timedOut(PortCall call) {
        return new TransientException(Reason.TIMED_OUT, call + " timed out by an injected fault");
    }

    private synchronized @Nullable FaultKind consumeRule(PortCall call) {
        for (int i = 0; i < rules.size(); i++) {
            FaultRule rule = rules.get(i);
            if (rule.matches(call)) {
                if (rule.times() == 1) {
                    rules.remove(i);
                    hasRules = !rules.isEmpty();
                } else {
                    rules.set(i, rule.decremented());
                }
                return rule.kind();
            }
        }
        return null;
    }

    /** Makes a call whose caller has timed out; its result and exceptions are ignored. */
    private static void applyLate(Method method, Object real, Object @Nullable [] arguments) {
        try {
            invoke(method, real, arguments);
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError fatal) {
                throw fatal;
            }
        }
    }

    private static @Nullable Object invoke(Method method, Object real, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
