package com.rezagent.schedules.webapi.fake;

import com.rezagent.schedules.webapi.command.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only during pauses. Planned actions run when their time is reached. */
public final class FakeSleeper implements Sleeper {
    private record Plan(Duration at, Runnable action) {}

    private final List<Plan> plans = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private Duration elapsed = Duration.ofHours(1);

    /** Runs an action once this much more time has been waited. */
    public synchronized void after(Duration wait, Runnable action) {
        plans.add(new Plan(elapsed.plus(wait), action));
    }

    /** Returns every pause so far. */
    public synchronized List<Duration> pauses() {
        return List.copyOf(pauses);
    }

    public synchronized Duration waited() {
        return pauses.stream().reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public synchronized Duration elapsed() {
        return elapsed;
    }

    @Override
    public void pause(Duration duration) {
        List<Plan> due;
        synchronized (this) {
            pauses.add(duration);
            elapsed = elapsed.plus(duration);
            due = plans.stream()
                    .filter(plan -> plan.at().compareTo(elapsed) <= 0)
                    .toList();
            plans.removeAll(due);
        }
        due.forEach(plan -> plan.action().run());
    }
}
