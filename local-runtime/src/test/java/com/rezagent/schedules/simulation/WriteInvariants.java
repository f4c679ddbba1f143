package com.rezagent.schedules.simulation;

import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.Trigger;
import com.rezagent.schedules.schedule.CommandOutcome;
import com.rezagent.schedules.schedule.Page;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.simulation.ReferenceModel.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sits right on the store and looks at every write that goes through: whether it is one step of one known command, as the
 * {@link ReferenceModel} has it, or touches no register at all; and whether anything goes back that must not. The
 * reference is told which commands were decided, in which order, and never what the record says.
 */
final class WriteInvariants implements ScheduleStore {
    private final ScheduleStore real;
    private final SimulatedWorld world;
    private final Map<ScheduleId, ReferenceModel> references = new HashMap<>();
    private final Set<ScheduleId> diverged = new HashSet<>();

    /** @param world knows every command there is, takes what is wrong, and has an account of what is expected to fire */
    WriteInvariants(ScheduleStore real, SimulatedWorld world) {
        this.real = real;
        this.world = world;
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
        List<CommandOutcome> fresh = new ArrayList<>(after.outcomes());
        if (before != null) {
            fresh.removeAll(before.outcomes());
            checkMonotonic(before, after);
        }
        world.expectedFirings.recordWrite(before, after, world.now());
        boolean isSecond = before != null
                && fresh.stream()
                        .anyMatch(it -> before.outcomeOf(it.commandId()).isPresent());
        expect(after, !isSecond, () -> "a command was decided twice: " + fresh);
        if (fresh.size() > 1) {
            addViolation(after, "one write, several commands: " + fresh);
        } else if (fresh.size() == 1) {
            checkCommand(before, after, fresh.get(0));
        } else {
            checkRegistersUnchanged(before, after);
        }
    }

    private void checkMonotonic(Schedule before, Schedule after) {
        boolean sameLife = before.incarnation().equals(after.incarnation());
        expect(after, after.revision() > before.revision(), "the revision went back");
        expect(after, after.version() >= before.version(), "the version went back");
        expect(after, !sameLife || !after.updatedAt().isBefore(before.updatedAt()), "updated_at went back");
        expect(after, !sameLife || after.createdAt().equals(before.createdAt()), "created_at changed");
        expect(
                after,
                !sameLife || after.executionCount() == before.executionCount(),
                "a command or converging changed the counters");
        expect(after, sameLife || after.executionCount() == 0, "a new life begins with old counters");
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

    private ReferenceModel reference(ScheduleId id) {
        return references.computeIfAbsent(id, unknown -> new ReferenceModel());
    }

    private void checkRegistersUnchanged(@Nullable Schedule before, Schedule after) {
        if (before == null) {
            expect(after, after.definition() == null && after.isDeleted(), "a record that no command made");
            reference(after.id()).recordTombstone(after.version());
            return;
        }
        ObservedState was = ObservedState.of(before);
        ObservedState is = ObservedState.of(after);
        boolean isCompletion = !was.isCompleted() && is.isCompleted();
        expect(
                after,
                is.equals(was) || isCompletion && is.equals(was.asCompleted()),
                () -> "a write without a command changed the registers from " + was + " to " + is);
        if (isCompletion) {
            expect(after, was.state().equals("running"), "completed while " + was.state());
            reference(after.id()).complete();
        }
    }

    /** What comes after the first difference may follow from it. */
    private void checkCommand(@Nullable Schedule before, Schedule after, CommandOutcome outcome) {
        List<ReferenceModel.ModelCommand> asks = world.modelCommands.get(outcome.commandId());
        if (asks == null || diverged.contains(after.id())) {
            return;
        }
        boolean isFailed = before != null && before.status() == Status.FAILED;
        ReferenceModel reference = reference(after.id());
        List<Response> answers = possibleResponses(reference, asks, isFailed);
        boolean isRight = answers.stream()
                .anyMatch(it -> it.matches(
                        outcome.result().text(),
                        outcome.refusal() == null
                                ? ""
                                : outcome.refusal().code().code()));
        CommandSpec cmd = world.sent.get(outcome.commandId());
        expect(after, isRight, () -> describe(cmd) + " came to " + outcome + " instead of " + answers);
        ObservedState is = ObservedState.of(after);
        ObservedState right = ObservedState.of(reference);
        // A tombstone of an orphan never had a create.
        boolean isSame = reference.incarnations() == 0 ? is.state().equals(right.state()) : is.equals(right);
        expect(after, isSame, () -> describe(cmd) + " made " + is + " instead of " + right);
        expect(after, outcome.version() == after.version(), "the outcome names another version");
        if (!isRight || !isSame) {
            diverged.add(after.id());
        }
    }

    private static String describe(CommandSpec cmd) {
        return cmd.action() + " " + cmd.id() + " of " + cmd.requestedAt();
    }

    /** A trigger counts once, whichever delivery of it came first; it changes nothing, so each may be asked about. */
    private List<Response> possibleResponses(ReferenceModel reference, List<ReferenceModel.ModelCommand> asks, boolean isFailed) {
        ReferenceModel.ModelCommand last = asks.get(asks.size() - 1);
        List<ReferenceModel.ModelCommand> possible = last.action() == ReferenceModel.ModelAction.TRIGGER ? asks : List.of(last);
        return possible.stream()
                .map(it -> reference.decide(it, world.callTime(), isFailed))
                .distinct()
                .toList();
    }

    private void expect(Schedule schedule, boolean isTrue, String otherwise) {
        expect(schedule, isTrue, () -> otherwise);
    }

    /** Where saying what is wrong takes longer than finding that nothing is. */
    private void expect(Schedule schedule, boolean isTrue, Supplier<String> otherwise) {
        if (!isTrue) {
            addViolation(schedule, otherwise.get());
        }
    }

    private void addViolation(Schedule schedule, String what) {
        world.violations.add(
                world.now() + " " + schedule.id().value().substring(0, 10) + " v" + schedule.version() + ": " + what);
    }

    /** Looks at every write of an execution. */
    ExecutionHistory wrap(ExecutionHistory history) {
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
            public Trigger recordTrigger(ScheduleId id, String commandId, Trigger delivery) {
                return history.recordTrigger(id, commandId, delivery);
            }

            @Override
            public Optional<Trigger> findTrigger(ScheduleId id, String commandId) {
                return history.findTrigger(id, commandId);
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
        if (was.outcome() == ExecutionOutcome.PUBLISHED) {
            world.violations.add("A published execution changed from " + was + " to " + is);
        }
        if (is.attempts() < was.attempts()) {
            world.violations.add("An execution forgot attempts: from " + was + " to " + is);
        }
        if (!is.firstSeen().equals(was.firstSeen())) {
            world.violations.add("An execution forgot when it was first seen: from " + was + " to " + is);
        }
    }
}
