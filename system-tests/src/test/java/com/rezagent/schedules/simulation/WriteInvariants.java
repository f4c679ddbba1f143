package com.rezagent.schedules.simulation;

import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcomes;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.simulation.ReferenceModel.Response;
import com.rezagent.schedules.testing.PortProxy;
import com.rezagent.schedules.testing.PortProxy.PortCall;
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
 * Wraps the store and checks every successful write: it must either apply one published command exactly as the {@link
 * ReferenceModel} does, or change no register; and no monotonic field may decrease. The reference model receives the
 * decided commands in order, but never the contents of the record.
 */
final class WriteInvariants {
    private static final Set<String> EXECUTION_WRITES =
            Set.of("claim", "claimAlone", "recordPublished", "record", "replace");

    private final ScheduleStore store;
    private final SimulatedWorld world;
    private final Map<ScheduleId, ReferenceModel> references = new HashMap<>();
    private final Set<ScheduleId> diverged = new HashSet<>();
    private boolean isGroupKnown;

    /** @param world provides the published commands and the clock; receives violations and updates of expected firings */
    WriteInvariants(ScheduleStore store, SimulatedWorld world) {
        this.store = store;
        this.world = world;
    }

    /** Returns the store that checks its writes. */
    ScheduleStore checked() {
        return PortProxy.of(ScheduleStore.class, store, it -> !it.isDefault(), call -> switch (call.operation()) {
            case "find" -> {
                Optional<Schedule> found = call.proceed();
                found.ifPresent(world.gateReads::onRead);
                yield found;
            }
            case "list" -> {
                ScheduleQuery query = call.argument(0);
                yield query.group() != null && world.isIndexStale() ? new Page<>(List.of(), null) : call.proceed();
            }
            default -> write(call);
        });
    }

    private synchronized boolean write(PortCall call) throws Throwable {
        int last = call.operation().equals("insert") ? 1 : 2;
        ScheduleId id = call.<Schedule>argument(0).id();
        Schedule before = store.find(id).orElse(null);
        boolean done = call.proceed();
        if (done) {
            check(before, store.find(id).orElseThrow(), call.argument(last));
        }
        return done;
    }

    private void check(@Nullable Schedule before, Schedule after, @Nullable Change change) {
        List<CommandOutcome> added = new ArrayList<>(after.outcomes());
        if (before != null) {
            added.removeAll(before.outcomes());
            checkMonotonic(before, after);
        }
        world.expectedFirings.recordWrite(before, after, world.now());
        expect(after, !world.gateReads.isOfGroupCommand(), "a command for a group changed a schedule");
        recordMembers(before, after);
        String commandId = added.isEmpty() ? null : added.get(0).commandId();
        world.changeInvariants.check(before, after, change, commandId);
        boolean isDecidedTwice = before != null
                && added.stream()
                        .anyMatch(it -> before.outcomeOf(it.commandId()).isPresent());
        expect(after, !isDecidedTwice, () -> "a command was decided twice: " + added);
        if (added.size() > 1) {
            expect(after, false, "one write applied several commands: " + added);
        } else if (added.size() == 1) {
            checkCommand(before, after, added.get(0));
        } else {
            checkRegistersUnchanged(before, after);
        }
    }

    /** Records whether the groups that are concerned have members, before and after the write. */
    private void recordMembers(@Nullable Schedule before, Schedule after) {
        boolean wasMember = before != null && !before.isDeleted();
        boolean isMember = !after.isDeleted();
        if (before != null && (wasMember != isMember || !before.group().equals(after.group()))) {
            world.groupHasMembers.record(before.group(), wasMember, world.hasMembers(before.group()), world.now());
        }
        if (isMember && (!wasMember || !before.group().equals(after.group()))) {
            world.groupHasMembers.record(after.group(), hadOtherMembers(after), true, world.now());
        }
    }

    private boolean hadOtherMembers(Schedule schedule) {
        return world.store
                        .list(ScheduleQuery.ofGroup(schedule.group(), 2))
                        .items()
                        .size()
                > 1;
    }

    private void checkMonotonic(Schedule before, Schedule after) {
        boolean sameIncarnation = before.incarnation().equals(after.incarnation());
        expect(after, after.revision() > before.revision(), "revision did not increase");
        expect(after, after.version() >= before.version(), "version decreased");
        expect(after, !sameIncarnation || !after.updatedAt().isBefore(before.updatedAt()), "updated_at decreased");
        expect(after, !sameIncarnation || after.createdAt().equals(before.createdAt()), "created_at changed");
        expect(
                after,
                !sameIncarnation || after.counters().equals(before.counters()),
                "a command or a convergence changed the counters");
        expect(after, sameIncarnation || after.counters().executionCount() == 0, "a new incarnation has old counters");
        expect(
                after,
                !before.isDeleted() || after.isDeleted() || !sameIncarnation,
                "a deleted schedule was restored in the same incarnation");
        expect(
                after,
                before.outcomes().size() >= CommandOutcomes.MAX
                        || after.outcomes().containsAll(before.outcomes()),
                "an outcome was removed or changed");
        expect(
                after,
                !sameIncarnation
                        || after.convergedVersion() >= before.convergedVersion()
                        || before.status() == Status.FAILED,
                "converged_version decreased");
    }

    private ReferenceModel reference(ScheduleId id) {
        return references.computeIfAbsent(id, unknown -> new ReferenceModel(group -> isGroupKnown));
    }

    private void checkRegistersUnchanged(@Nullable Schedule before, Schedule after) {
        if (before == null) {
            expect(after, after.definition() == null && after.isDeleted(), "a record was created without a command");
            reference(after.id()).recordTombstone(after.version());
            return;
        }
        ObservedState oldState = ObservedState.of(before);
        ObservedState newState = ObservedState.of(after);
        boolean isCompletion = !oldState.isCompleted() && newState.isCompleted();
        expect(
                after,
                newState.equals(oldState) || isCompletion && newState.equals(oldState.asCompleted()),
                () -> "a write without a command changed the registers from " + oldState + " to " + newState);
        if (isCompletion) {
            // "A schedule whose end has passed is completed even if it was paused before": a reconcile run finds it.
            boolean mayComplete = oldState.state().equals("running")
                    || oldState.state().equals("paused") && (world.gateReads.isReconcile() || world.isLate());
            expect(after, mayComplete, () -> "completed while " + oldState.state());
            expect(after, !reference(after.id()).firesAfter(world.now()), "completed, although a firing is left");
            reference(after.id()).complete();
        }
    }

    /** Compares a command's outcome and effect with the model, until the schedule's first difference. */
    private void checkCommand(@Nullable Schedule before, Schedule after, CommandOutcome outcome) {
        List<CommandSpec> publications = world.publications.get(outcome.commandId());
        if (publications == null || diverged.contains(after.id())) {
            return;
        }
        boolean isFailed = before != null && before.status() == Status.FAILED;
        isGroupKnown = !(outcome.refusal() != null && outcome.refusal().code() == ErrorCode.INVALID_GROUP);
        checkGroup(before, after, outcome);
        ReferenceModel reference = reference(after.id());
        List<Response> responses = possibleResponses(reference, publications, isFailed);
        boolean isSameOutcome = responses.stream()
                .anyMatch(it -> it.matches(
                        outcome.result().text(),
                        outcome.refusal() == null
                                ? ""
                                : outcome.refusal().code().code()));
        CommandSpec command = world.sent.get(outcome.commandId());
        expect(after, isSameOutcome, () -> describe(command) + " has outcome " + outcome + " instead of " + responses);
        ObservedState actual = ObservedState.of(after);
        ObservedState expected = ObservedState.of(reference);
        // The tombstone of an orphan never had a create.
        boolean isSameState =
                reference.incarnations() == 0 ? actual.state().equals(expected.state()) : actual.equals(expected);
        expect(after, isSameState, () -> describe(command) + " led to " + actual + " instead of " + expected);
        expect(after, outcome.version() == after.version(), "the outcome names another version");
        if (!isSameOutcome || !isSameState) {
            diverged.add(after.id());
            world.changeInvariants.forget(after.id());
        } else {
            world.changeInvariants.recordDefinition(after.id(), after.version(), reference.def());
        }
    }

    /** Checks that the group that a create or move names existed, or did not exist, as its outcome says. */
    private void checkGroup(@Nullable Schedule before, Schedule after, CommandOutcome outcome) {
        String name = world.sent.get(outcome.commandId()).group();
        boolean isPlaced = name != null
                && outcome.result() == CommandOutcome.Result.APPLIED
                && (before == null
                        || before.isDeleted()
                        || !before.group().value().equals(name));
        if (name != null && (isPlaced || !isGroupKnown)) {
            ResourceName group = new ResourceName(name);
            boolean isPossible =
                    world.isLate() || world.groupExists.mayBe(group, isGroupKnown, world.isGroup(group), world.now());
            expect(
                    after,
                    isPossible,
                    () -> outcome + ", although group " + group + (isGroupKnown ? " is not" : " is") + " there");
        }
    }

    private static String describe(CommandSpec command) {
        return command.action() + " " + command.id() + " of " + command.requestedAt();
    }

    /**
     * Applies a command to the model and returns its response. A trigger changes no register, and any of its
     * publications may have been delivered first, so the responses to all of them are returned.
     */
    private List<Response> possibleResponses(
            ReferenceModel reference, List<CommandSpec> publications, boolean isFailed) {
        CommandSpec last = publications.get(publications.size() - 1);
        List<CommandSpec> possible = last.action() == ScheduleAction.TRIGGER ? publications : List.of(last);
        return possible.stream()
                .map(it -> reference.decide(it, world.callTime(), isFailed))
                .distinct()
                .toList();
    }

    private void expect(Schedule schedule, boolean isTrue, String violation) {
        expect(schedule, isTrue, () -> violation);
    }

    /** Takes a supplier because most messages are never built. */
    private void expect(Schedule schedule, boolean isTrue, Supplier<String> violation) {
        world.expect(schedule, isTrue, violation);
    }

    /** Returns a history that checks every write of an execution. */
    ExecutionHistory wrap(ExecutionHistory history) {
        return PortProxy.of(
                ExecutionHistory.class,
                history,
                it -> !it.isDefault() && EXECUTION_WRITES.contains(it.getName()),
                call -> {
                    Object first = call.argument(0);
                    ExecutionKey key = first instanceof Execution it ? it.key() : (ExecutionKey) first;
                    Optional<Execution> before = history.find(key);
                    Object result = call.proceed();
                    if (result instanceof Claim claim && claim.granted().isPresent()) {
                        world.gateReads.onClaim(key, before);
                    } else if (result.equals(true) && call.operation().equals("recordPublished")) {
                        world.gateReads.onPublished((Execution) first);
                    } else if (result.equals(true) && call.operation().equals("record")) {
                        world.gateReads.onRecord((Execution) first, before);
                    }
                    checkExecution(before, history.find(key));
                    return result;
                });
    }

    private void checkExecution(Optional<Execution> before, Optional<Execution> after) {
        if (before.isEmpty() || after.isEmpty() || before.equals(after)) {
            return;
        }
        Execution oldExecution = before.get();
        Execution newExecution = after.get();
        if (oldExecution.outcome() == ExecutionOutcome.PUBLISHED
                && (newExecution.outcome() != ExecutionOutcome.PUBLISHED || newExecution.run() == null)) {
            world.violations.add("A published execution changed from " + oldExecution + " to " + newExecution);
        }
        if (newExecution.attempts() < oldExecution.attempts()) {
            world.violations.add("The attempts of an execution decreased: " + oldExecution + " to " + newExecution);
        }
        if (!newExecution.firstSeen().equals(oldExecution.firstSeen())) {
            world.violations.add("first_seen of an execution changed: " + oldExecution + " to " + newExecution);
        }
    }
}
