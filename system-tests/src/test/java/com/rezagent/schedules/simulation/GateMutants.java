package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.Mutants.beginning;
import static com.rezagent.schedules.simulation.Mutants.gates;
import static com.rezagent.schedules.simulation.Mutants.groupPauses;
import static com.rezagent.schedules.simulation.Mutants.replacing;
import static com.rezagent.schedules.simulation.Mutants.scheduledTime;
import static com.rezagent.schedules.simulation.Mutants.with;
import static com.rezagent.schedules.simulation.Mutants.writing;
import static com.rezagent.schedules.testing.Records.withComponent;

import com.rezagent.schedules.command.KnownGroups;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.Register;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.Placement;
import com.rezagent.schedules.schedule.Running;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.store.FiringRecords;
import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.testing.PortProxy;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Mutants that violate the rules for groups, gates and pauses that end by themselves; each names its rule. */
final class GateMutants {
    private GateMutants() {}

    // --- the order of gates ---

    /**
     * "Gates in order": here one gate is asked before another that precedes it, so its code is recorded where both say no.
     * The experiment is a firing of which both say no.
     */
    static ProtocolMutant asked(String later, String before) {
        return replacing(ExecutionHistory.class, "record", call -> {
            Execution ended = call.argument(0);
            boolean isOther = ended.skipCode().filter(before::equals).isPresent();
            return call.with(0, isOther ? withComponent(ended, "reason", later) : ended)
                    .proceed();
        });
    }

    // --- what a group's gate says ---

    /** "A gate that can't be read is transient, never open": here it is open. */
    static final ProtocolMutant UNREADABLE_GATE_OPENS = replacing(GroupStore.class, "gates", call -> {
        try {
            return call.proceed();
        } catch (TransientException e) {
            return call.<Collection<ResourceName>>argument(0).stream()
                    .collect(Collectors.toMap(it -> it, GroupGate::withoutRecord));
        }
    });

    /** "To until (excluded)": here it is included. */
    static final ProtocolMutant UNTIL_OF_GROUP_INCLUDED = groupPauses((event, pause) -> pause.until() == null
            ? pause
            : withComponent(pause, "until", pause.until().plusSeconds(1)));

    /** "From the start of the pause (included)": here it is excluded. */
    static final ProtocolMutant START_OF_GROUP_EXCLUDED = groupPauses(
            (event, pause) -> withComponent(pause, "since", pause.since().plusSeconds(1)));

    /** "However late they arrive": here a pause that is over holds back nothing. */
    static final ProtocolMutant GROUP_PAUSE_FORGOTTEN_WHEN_OVER = gates(
            (gate, world) -> gate.pause() != null && gate.pause().isOver(world.now()) ? withPause(gate, null) : gate);

    /** "And earlier ones whose gates are read during it": here they run. */
    static final ProtocolMutant EARLIER_FIRING_RUNS = groupPauses((event, pause) -> {
        Instant scheduled = scheduledTime(event);
        return scheduled != null && scheduled.isBefore(pause.since()) ? null : pause;
    });

    /** "For a firing that was never delivered, the audit evaluates the current gates": here only a delivery asks them. */
    static final ProtocolMutant AUDIT_IGNORES_GROUP =
            groupPauses((event, pause) -> scheduledTime(event) == null ? null : pause);

    /** "Deleting a group hides it: its rules go on for members that slipped in": here they end. */
    static final ProtocolMutant DELETED_GROUP_OPENS =
            gates((gate, world) -> gate.exists() ? gate : withPause(gate, null));

    /** "A pause counts while its stamp is later than the latest delete": here a group that is put again has the old one. */
    static final ProtocolMutant PAUSE_OF_EARLIER_LIFE_HOLDS = (ports, world) -> gates((gate, same) -> withPause(
                    gate,
                    ports.stores()
                            .groups()
                            .find(gate.group())
                            .flatMap(it -> it.pauses().value())
                            .orElse(null)))
            .wrap(ports, world);

    /** "A gate asked at each firing": here it is read once. */
    static final ProtocolMutant GATE_READ_ONCE = (ports, world) -> {
        Map<ResourceName, GroupGate> first = new HashMap<>();
        return gates((gate, same) -> first.computeIfAbsent(gate.group(), name -> gate))
                .wrap(ports, world);
    };

    /** "A takeover asks the pauses again": here each firing's gates are read once. */
    static final ProtocolMutant TAKEOVER_DOES_NOT_ASK = (ports, world) -> {
        Map<Instant, GroupGate> first = new HashMap<>();
        return gates((gate, same) -> {
                    Instant scheduled = scheduledTime(world.gateReads.event());
                    return scheduled == null ? gate : first.computeIfAbsent(scheduled, time -> gate);
                })
                .wrap(ports, world);
    };

    /** "EventBridge's input carries the group as a hint": here the hint is believed. */
    static final ProtocolMutant HINT_BELIEVED = (ports, world) -> {
        Stores stores = ports.stores();
        FiringRecords believing = PortProxy.of(
                FiringRecords.class, stores.firings(), it -> it.getName().equals("find"), call -> {
                    ScheduleId id = call.argument(0);
                    return stores.schedules()
                            .find(id)
                            .map(it -> new FiringRecords.Found(
                                    it,
                                    new Surroundings(
                                            stores.groups().gate(call.argument(1)),
                                            stores.executions().state(id))));
                });
        return ports.with(stores.with(believing));
    };

    // --- commands of groups ---

    /** "A firing between the start of a pause and its early end": here a resume of a group leaves nothing of the pause. */
    static final ProtocolMutant GROUP_RESUME_FORGETS =
            (ports, world) -> with(ports, GroupStore.class, "replace", call -> {
                Group next = call.argument(1);
                Pause pause = next.pause();
                boolean isResume = pause != null
                        && pause.isOver(world.now())
                        && !next.pauses().equals(call.<Group>argument(0).pauses());
                Register<Optional<Pause>> none =
                        new Register<>(Optional.empty(), next.pauses().stamp());
                return call.with(1, isResume ? withComponent(next, "pauses", none) : next)
                        .proceed();
            });

    /** "Pausing a group is one write, whatever its size": here each member is paused as well. */
    static final ProtocolMutant PAUSE_STORED_IN_MEMBERS =
            (ports, world) -> with(ports, GroupStore.class, "replace", call -> {
                Group next = call.argument(1);
                boolean done = call.proceed();
                if (done
                        && next.isPaused(world.now())
                        && !call.<Group>argument(0).isPaused(world.now())) {
                    ScheduleStore schedules = ports.stores().schedules();
                    for (ScheduleSummary member : schedules
                            .list(ScheduleQuery.ofGroup(next.name(), 100))
                            .items()) {
                        Schedule schedule = schedules.find(member.id()).orElseThrow();
                        schedules.replace(
                                schedule, schedule.paused(next.pauses().stamp(), world.now()));
                    }
                }
                return done;
            });

    /** "DELETE is group_not_empty when the index shows members": here the index is not asked. */
    static final ProtocolMutant MEMBERS_NOT_ASKED = replacing(
            ScheduleStore.class,
            "list",
            call -> call.<ScheduleQuery>argument(0).group() == null ? call.proceed() : new Page<>(List.of(), null));

    /** "A group that does not exist is referred to: invalid_group": here it is accepted. */
    static final ProtocolMutant UNKNOWN_GROUP_ACCEPTED =
            replacing(GroupStore.class, "known", call -> (KnownGroups) group -> Optional.of(DefinitionDefaults.NONE));

    // --- a schedule's own registers ---

    /** "It holds back firings from the start of the pause, however late": here a resume leaves nothing of the pause. */
    static final ProtocolMutant RESUME_FORGETS = writing((seen, next) -> {
        Pause before = seen.pause();
        Pause after = next.pause();
        boolean isResume = before != null
                && after != null
                && !Objects.equals(before.until(), after.until())
                && after.isOver(next.lifecycle().runningStamp().issuedAt());
        return isResume ? withComponent(next, "lastPause", null) : next;
    });

    /** "A pause with until leaves the entry as it is": here it disables the entry. */
    static final ProtocolMutant PAUSE_UNTIL_DISABLES = writing((seen, next) ->
            next.lifecycle().isListedAsPaused() && !seen.lifecycle().isListedAsPaused()
                    ? withComponent(
                            next,
                            "lastRunning",
                            new Register<>(Running.PAUSED, next.lifecycle().runningStamp()))
                    : next);

    /** "A command that leaves entry_version alone raises converged_version": here a move changes entry_version. */
    static final ProtocolMutant MOVE_CHANGES_ENTRY_VERSION = writing(
            (seen, next) -> seen.group().equals(next.group()) ? next : RuleMutants.withEntryVersionRaised(seen, next));

    /** "It gives the life its initial values, without a stamp": here a create stamps the group. */
    static final ProtocolMutant INITIAL_GROUP_STAMPED =
            beginning((seen, next) -> moved(next, next.lifecycle().placement().initial()));

    /** "It gives the life its initial values": here a new life stays in the group of the one before. */
    static final ProtocolMutant GROUP_OF_EARLIER_LIFE_KEPT = beginning(
            (seen, next) -> moved(next, seen.lifecycle().placement().moved().value()));

    /** Returns a schedule whose create has moved it. */
    private static Schedule moved(Schedule schedule, ResourceName group) {
        Register<ResourceName> moved =
                new Register<>(group, schedule.lifecycle().created());
        ResourceName initial = schedule.lifecycle().placement().initial();
        return withComponent(schedule, "placement", new Placement(initial, moved, true));
    }

    // --- triggers ---

    /** "trigger passes every gate but deleted and failed": here a pause of the group stops it. */
    static final ProtocolMutant TRIGGER_STOPPED = replacing(ExecutionHistory.class, "claim", call -> {
        ExecutionKey key = call.argument(0);
        if (!key.isManual()) {
            return call.proceed();
        }
        Instant now = call.argument(2);
        Execution skipped = Execution.unclaimed(key, call.argument(1), ExecutionOutcome.SKIPPED, "group_paused", now);
        call.<ExecutionHistory>real().record(skipped, now);
        return new Claim.Ended(skipped);
    });

    /** "The execution lists those it overrode": here it does not. */
    static final ProtocolMutant OVERRIDDEN_NOT_LISTED = replacing(
            ExecutionHistory.class,
            "recordPublished",
            call -> call.with(0, call.<Execution>argument(0).requested(List.of(), null))
                    .proceed());

    private static GroupGate withPause(GroupGate gate, @Nullable Pause pause) {
        return new GroupGate(gate.group(), gate.exists(), pause);
    }
}
