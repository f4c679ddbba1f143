package com.rezagent.schedules.simulation;

import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.schedule.Outcome;
import com.rezagent.schedules.schedule.Page;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sits right on the store and looks at every write that goes through: whether it is one step of one known command, as the
 * {@link Model} has it, or touches no register at all; and whether anything goes back that must not.
 */
final class Auditor implements ScheduleStore {
    private final ScheduleStore real;
    private final Clock clock;
    private final Map<String, Cmd> sent;
    private final List<String> problems;
    private final Expected expected;

    /**
     * @param sent every command there is, by id
     * @param problems takes what is wrong
     * @param expected is told of every write
     */
    Auditor(ScheduleStore real, Clock clock, Map<String, Cmd> sent, List<String> problems, Expected expected) {
        this.real = real;
        this.clock = clock;
        this.sent = sent;
        this.problems = problems;
        this.expected = expected;
    }

    @Override
    public Optional<Schedule> find(ScheduleId id) {
        return real.find(id);
    }

    @Override
    public synchronized boolean insert(Schedule schedule) {
        boolean done = real.insert(schedule);
        if (done) {
            check(null, real.find(schedule.id()).orElseThrow());
        }
        return done;
    }

    @Override
    public synchronized boolean replace(Schedule seen, Schedule next) {
        Schedule before = real.find(seen.id()).orElse(null);
        boolean done = real.replace(seen, next);
        if (done && before != null) {
            check(before, real.find(seen.id()).orElseThrow());
        }
        return done;
    }

    @Override
    public Page<ScheduleSummary> list(ScheduleQuery query) {
        return real.list(query);
    }

    private void check(@Nullable Schedule before, Schedule after) {
        List<Outcome> fresh = new ArrayList<>(after.outcomes());
        if (before != null) {
            fresh.removeAll(before.outcomes());
            checkNothingGoesBack(before, after);
        }
        Cmd cmd = fresh.isEmpty() ? null : sent.get(fresh.get(0).commandId());
        expected.written(before, after, clock.instant());
        boolean isSecond = before != null
                && fresh.stream()
                        .anyMatch(it -> before.outcomeOf(it.commandId()).isPresent());
        expect(after, !isSecond, () -> "a command was decided twice: " + fresh);
        if (fresh.size() > 1) {
            problem(after, "one write, several commands: " + fresh);
        } else if (fresh.size() == 1) {
            checkCommand(before, after, fresh.get(0));
        } else {
            checkRegistersStand(before, after);
        }
    }

    private void checkNothingGoesBack(Schedule before, Schedule after) {
        boolean sameLife = before.incarnation().equals(after.incarnation());
        expect(after, after.revision() > before.revision(), "the revision went back");
        expect(after, after.version() >= before.version(), "the version went back");
        expect(after, !after.definitionStamp().isBefore(before.definitionStamp()), "the definition's stamp went back");
        expect(after, !after.stateStamp().isBefore(before.stateStamp()), "the state's stamp went back");
        expect(after, !sameLife || !after.updatedAt().isBefore(before.updatedAt()), "updated_at went back");
        expect(after, !sameLife || after.createdAt().equals(before.createdAt()), "created_at changed");
        expect(
                after,
                !sameLife || after.executionCount() == before.executionCount(),
                "a command or converging changed the counters");
        expect(after, sameLife || after.executionCount() == 0, "a new life begins with old counters");
        expect(
                after,
                !before.isDeleted() || after.isDeleted() || before.stateStamp().isBefore(after.stateStamp()),
                "resurrected by something older than its delete");
        expect(after, !before.isDeleted() || after.isDeleted() || !sameLife, "resurrected in the same life");
        expect(
                after,
                before.outcomes().size() >= Schedule.MAX_OUTCOMES
                        || after.outcomes().containsAll(before.outcomes()),
                "an outcome was lost or changed");
        expect(
                after,
                !sameLife || after.convergedVersion() >= before.convergedVersion() || before.status() == Status.FAILED,
                "converged_version went back");
    }

    private void checkRegistersStand(@Nullable Schedule before, Schedule after) {
        if (before == null) {
            expect(after, after.definition() == null && after.isDeleted(), "a record that no command made");
            return;
        }
        Registers was = Registers.of(before);
        Registers is = Registers.of(after);
        boolean onlyCompleted = new Registers(
                        was.def(),
                        was.defStamp(),
                        was.state(),
                        was.stateStamp(),
                        was.version(),
                        was.anchor(),
                        is.isCompleted())
                .equals(is);
        expect(after, onlyCompleted, () -> "a write without a command changed the registers from " + was + " to " + is);
        expect(after, !was.isCompleted() || is.isCompleted(), "completed, and then not any more");
        expect(
                after,
                was.isCompleted() || !is.isCompleted() || was.state() == State.ACTIVE,
                "completed while not active");
    }

    private void checkCommand(@Nullable Schedule before, Schedule after, Outcome outcome) {
        Cmd cmd = sent.get(outcome.commandId());
        if (cmd == null) {
            return;
        }
        Registers was = before == null ? null : Registers.of(before);
        boolean isFailed = before != null && before.status() == Status.FAILED;
        Model.Step step = Model.decide(was, isFailed, cmd, clock.instant());
        expect(
                after,
                step.result().name().equals(outcome.result().name()),
                () -> cmd.action() + " " + cmd.id() + " came to " + outcome.result() + " instead of " + step.result());
        expect(
                after,
                Objects.equals(step.after(), Registers.of(after)),
                () -> cmd.action() + " " + cmd.id() + " made " + Registers.of(after) + " instead of " + step.after());
        expect(after, outcome.version() == after.version(), "the outcome names another version");
    }

    private void expect(Schedule schedule, boolean isTrue, String otherwise) {
        expect(schedule, isTrue, () -> otherwise);
    }

    /** Where saying what is wrong takes longer than finding that nothing is. */
    private void expect(Schedule schedule, boolean isTrue, Supplier<String> otherwise) {
        if (!isTrue) {
            problem(schedule, otherwise.get());
        }
    }

    private void problem(Schedule schedule, String what) {
        problems.add(clock.instant() + " " + schedule.id().value().substring(0, 10) + " v" + schedule.version() + ": "
                + what);
    }

    /** Looks at every write of an execution. */
    ExecutionHistory over(ExecutionHistory history) {
        return new ExecutionHistory() {
            @Override
            public Optional<Execution> find(ExecutionKey key) {
                return history.find(key);
            }

            @Override
            public Claim claim(ExecutionKey key, String incarnation, Instant now, Duration lease) {
                Optional<Execution> before = history.find(key);
                Claim claim = history.claim(key, incarnation, now, lease);
                checkExecution(before, history.find(key));
                return claim;
            }

            @Override
            public boolean recordPublished(Execution published) {
                Optional<Execution> before = history.find(published.key());
                boolean done = history.recordPublished(published);
                checkExecution(before, history.find(published.key()));
                return done;
            }

            @Override
            public boolean record(Execution ended, Instant now) {
                Optional<Execution> before = history.find(ended.key());
                boolean done = history.record(ended, now);
                checkExecution(before, history.find(ended.key()));
                return done;
            }

            @Override
            public Page<Execution> list(ScheduleId id, int limit, @Nullable String token) {
                return history.list(id, limit, token);
            }

            @Override
            public List<Execution> firings(ScheduleId id, Instant from, Instant to) {
                return history.firings(id, from, to);
            }
        };
    }

    private void checkExecution(Optional<Execution> before, Optional<Execution> after) {
        if (before.isEmpty() || after.isEmpty() || before.equals(after)) {
            return;
        }
        Execution was = before.get();
        Execution is = after.get();
        if (was.outcome() == Execution.Outcome.PUBLISHED) {
            problems.add("A published execution changed from " + was + " to " + is);
        }
        if (is.attempts() < was.attempts()) {
            problems.add("An execution forgot attempts: from " + was + " to " + is);
        }
        if (!is.firstSeen().equals(was.firstSeen())) {
            problems.add("An execution forgot when it was first seen: from " + was + " to " + is);
        }
    }
}
