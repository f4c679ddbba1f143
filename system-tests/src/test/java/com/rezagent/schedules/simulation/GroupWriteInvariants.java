package com.rezagent.schedules.simulation;

import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupAction;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.simulation.ReferenceModel.ModelPause;
import com.rezagent.schedules.simulation.ReferenceModel.Response;
import com.rezagent.schedules.testing.PortProxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Wraps the store of groups and checks every successful write: it must apply one published command exactly as the {@link
 * GroupReferenceModel} does.
 */
final class GroupWriteInvariants {
    private static final Set<String> OBSERVED = Set.of("insert", "replace", "gates");

    private final SimulatedWorld world;
    private final Map<ResourceName, GroupReferenceModel> references = new HashMap<>();
    private final Set<ResourceName> diverged = new HashSet<>();
    private boolean hasMembers;

    /** @param world provides the published commands and the clock; receives violations */
    GroupWriteInvariants(SimulatedWorld world) {
        this.world = world;
    }

    /** Returns a store that checks every write of a group, and reports the gates that are read. */
    GroupStore wrap(GroupStore store) {
        return PortProxy.of(GroupStore.class, store, it -> !it.isDefault() && OBSERVED.contains(it.getName()), call -> {
            synchronized (this) {
                return observe(store, call);
            }
        });
    }

    private Object observe(GroupStore store, PortProxy.PortCall call) throws Throwable {
        if (call.operation().equals("gates")) {
            Map<ResourceName, GroupGate> gates = call.proceed();
            gates.values().forEach(world.gateReads::onRead);
            return gates;
        }
        ResourceName name = call.<Group>argument(0).name();
        boolean isInsert = call.operation().equals("insert");
        Group before = isInsert ? null : store.find(name).orElse(null);
        boolean done = call.proceed();
        if (done && (isInsert || before != null)) {
            check(before, store.find(name).orElseThrow(), call.argument(isInsert ? 1 : 2));
        }
        return done;
    }

    private void check(@Nullable Group before, Group after, @Nullable Change change) {
        boolean existed = before == null ? after.isDefault() : before.exists();
        world.groupExists.record(after.name(), existed, after.exists(), world.now());
        List<CommandOutcome> added = new ArrayList<>(after.commands().all());
        if (before != null) {
            added.removeAll(before.commands().all());
            expect(after, after.revision() > before.revision(), "revision did not increase");
            expect(after, after.version() >= before.version(), "version decreased");
            expect(after, !after.updatedAt().isBefore(before.updatedAt()), "updated_at decreased");
        }
        if (added.size() != 1) {
            expect(after, false, "one write applied " + added.size() + " commands: " + added);
        } else {
            checkCommand(after, added.get(0));
            checkChange(before, after, change, added.get(0).commandId());
        }
    }

    /** "Exactly one change item for each version of a record." */
    private void checkChange(@Nullable Group before, Group after, @Nullable Change change, String commandId) {
        boolean isNewVersion = after.version() != (before == null ? 0 : before.version());
        boolean isRight = change != null
                && change.version() == after.version()
                && change.subject().key().equals("group#" + after.name())
                && change.cause().commandId().equals(commandId);
        expect(after, isNewVersion ? isRight : change == null, "has the change " + change);
    }

    private void checkCommand(Group after, CommandOutcome outcome) {
        GroupCommandSpec command = world.sentToGroups.get(outcome.commandId());
        if (command == null || diverged.contains(after.name())) {
            return;
        }
        String code = outcome.refusal() == null ? "" : outcome.refusal().code().code();
        boolean isRefused = code.equals("group_not_empty");
        boolean isDelete = command.action() == GroupAction.DELETE_GROUP;
        hasMembers = isRefused;
        if (isRefused || isDelete && outcome.result() == CommandOutcome.Result.APPLIED) {
            boolean isPossible = world.isLate()
                    || world.groupHasMembers.mayBe(
                            after.name(), isRefused, world.hasMembers(after.name()), world.now());
            expect(after, isPossible, command + " has outcome " + outcome + ", although its members say otherwise");
        }
        GroupReferenceModel reference = references.computeIfAbsent(
                after.name(), name -> new GroupReferenceModel(after.isDefault(), () -> hasMembers));
        Response response = reference.decide(command, world.callTime());
        boolean isSameOutcome = response.matches(outcome.result().text(), code);
        expect(after, isSameOutcome, command + " has outcome " + outcome + " instead of " + response);
        String actual = state(after);
        String expected = state(reference);
        expect(after, actual.equals(expected), command + " led to " + actual + " instead of " + expected);
        if (!isSameOutcome || !actual.equals(expected)) {
            diverged.add(after.name());
        }
    }

    /** Returns the visible state of a group's registers. */
    static String state(Group group) {
        return state(
                group.exists(), group.settings().value().title(), Optional.ofNullable(group.pause()), group.version());
    }

    private static String state(GroupReferenceModel model) {
        return state(model.exists(), model.settings(), model.pause().map(GroupWriteInvariants::pause), model.version());
    }

    private static Pause pause(ModelPause pause) {
        return new Pause(pause.since(), pause.until(), null, null);
    }

    private static String state(boolean exists, @Nullable String title, Optional<Pause> pause, long version) {
        return exists
                ? "exists " + (title == null ? "" : title) + " "
                        + pause.map(it -> "paused from " + it.since() + " until " + it.until())
                                .orElse("")
                        + " v" + version
                : "deleted v" + version;
    }

    private void expect(Group group, boolean isTrue, String violation) {
        if (!isTrue) {
            world.violations.add(world.now() + " group " + group.name() + " v" + group.version() + ": " + violation);
        }
    }
}
