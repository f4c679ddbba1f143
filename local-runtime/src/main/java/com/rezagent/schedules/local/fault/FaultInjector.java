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
 * Stands between the functions and what they call, and makes calls fail as its rules say. The first rule that matches a
 * call decides, and is used up by one. Thread-safe.
 */
public final class FaultInjector {
    /** When a late call takes effect. */
    public static final Duration LATE_BY = Duration.ofSeconds(30);

    /** When a slow call takes effect: before its caller's retry. */
    public static final Duration SLOW_BY = Duration.ofSeconds(10);

    private final Clock clock;
    private final VirtualTimeScheduler virtualTime;
    private final Map<Target, Set<String>> operations = new HashMap<>();
    private final List<FaultRule> rules = new ArrayList<>();
    private volatile boolean hasRules;
    private volatile CallWatcher watcher = CallWatcher.NONE;

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

    /** What is left of the rules, in order. */
    public synchronized List<FaultRule> rules() {
        return List.copyOf(rules);
    }

    /** Sets who sees every call; {@link CallWatcher#NONE} for nobody. */
    public void watch(CallWatcher newWatcher) {
        watcher = newWatcher;
    }

    /** The operations that a target has. */
    public synchronized Set<String> operations(Target target) {
        return Set.copyOf(operations.getOrDefault(target, Set.of()));
    }

    /**
     * A port as a function sees it.
     *
     * @param renamed operations by method name, where the method's own name is taken by another port of the target
     */
    public <T> T around(Class<T> port, T real, Caller caller, Target target, Map<String, String> renamed) {
        Map<Method, PortCall> calls = new HashMap<>();
        for (Method method : port.getMethods()) {
            String name = renamed.getOrDefault(method.getName(), snakeCase(method.getName()));
            calls.put(method, new PortCall(caller, target, name));
        }
        register(target, calls.values().stream().map(PortCall::operation).toList());
        InvocationHandler handler = (proxy, method, arguments) -> {
            PortCall call = calls.get(method);
            return call == null ? invoke(method, real, arguments) : make(call, method, real, arguments);
        };
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, handler));
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

    private @Nullable Object make(PortCall call, Method method, Object real, Object @Nullable [] arguments)
            throws Throwable {
        watcher.before(call);
        FaultKind fault = hasRules ? take(call) : null;
        if (fault == null) {
            Object result = invoke(method, real, arguments);
            watcher.after(call);
            return result;
        }
        switch (fault) {
            case THROTTLED -> throw new TransientException(Reason.THROTTLED, call + " was throttled on purpose");
            case TIMEOUT_BEFORE -> throw timedOut(call);
            case TIMEOUT_LATE -> {
                virtualTime.at(clock.instant().plus(LATE_BY), () -> land(method, real, arguments));
                throw timedOut(call);
            }
            case TIMEOUT_SLOW -> {
                Runnable end = real instanceof TakesTime port ? port.begin(arguments) : () -> {};
                virtualTime.at(clock.instant().plus(SLOW_BY), () -> {
                    end.run();
                    land(method, real, arguments);
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
        return new TransientException(Reason.TIMED_OUT, call + " timed out on purpose");
    }

    private synchronized @Nullable FaultKind take(PortCall call) {
        for (int i = 0; i < rules.size(); i++) {
            FaultRule rule = rules.get(i);
            if (rule.matches(call)) {
                if (rule.times() == 1) {
                    rules.remove(i);
                    hasRules = !rules.isEmpty();
                } else {
                    rules.set(i, rule.oneLess());
                }
                return rule.kind();
            }
        }
        return null;
    }

    /** A call that nobody waits for any more: whatever it answers, nobody hears. */
    private static void land(Method method, Object real, Object @Nullable [] arguments) {
        try {
            invoke(method, real, arguments);
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError broken) {
                throw broken;
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
