package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.ProtocolMutants.historyReplacing;
import static com.rezagent.schedules.simulation.Records.withComponent;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.command.KnownGroups;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.Change;
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
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import com.rezagent.schedules.store.FiringRecords;
import com.rezagent.schedules.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Mutants that violate the rules for groups, gates and pauses that end by themselves; each names its rule. */
final class GateMutants {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private GateMutants() {}

    // --- the order of gates ---

    /**
     * "Gates in order": here one gate is asked before another that precedes it, so its code is recorded where both say no.
     * The experiment is a firing of which both say no.
     */
    static ProtocolMutant asked(String later, String before) {
        return (ports, world) -> ProtocolMutants.with(ports, historyReplacing(ports, "record", arguments -> {
            Execution ended = (Execution) Objects.requireNonNull(arguments[0]);
            boolean isOther = ended.skipCode().filter(before::equals).isPresent();
            Execution changed = isOther ? withComponent(ended, "reason", later) : ended;
            return ports.stores().executions().record(changed, (Instant) arguments[1], (ScheduleState) arguments[2]);
        }));
    }

    // --- what a group's gate says ---

    /** "A gate that can't be read is transient, never open": here it is open. */
    static final ProtocolMutant UNREADABLE_GATE_OPENS = (ports, world) ->
            with(ports, new DelegatingGroupStore(ports.stores().groups()) {
                @Override
                public Map<ResourceName, GroupGate> gates(Collection<ResourceName> groups) {
                    try {
                        return super.gates(groups);
                    } catch (TransientException e) {
                        Map<ResourceName, GroupGate> open = new HashMap<>();
                        groups.forEach(it -> open.put(it, GroupGate.withoutRecord(it)));
                        return open;
                    }
                }
            });

    /** "To until (excluded)": here it is included. */
    static final ProtocolMutant UNTIL_OF_GROUP_INCLUDED = groupPause((event, pause) -> pause.until() == null
            ? pause
            : new Pause(pause.since(), pause.until().plus(SECOND), pause.reason(), pause.by()));

    /** "From the start of the pause (included)": here it is excluded. */
    static final ProtocolMutant START_OF_GROUP_EXCLUDED = groupPause(
            (event, pause) -> new Pause(pause.since().plus(SECOND), pause.until(), pause.reason(), pause.by()));

    /** "However late they arrive": here a pause that is over holds back nothing. */
    static final ProtocolMutant GROUP_PAUSE_FORGOTTEN_WHEN_OVER = (ports, world) -> with(
            ports,
            alterGates(ports, gate -> gate.pause() != null && gate.pause().isOver(world.now()) ? open(gate) : gate));

    /** "And earlier ones whose gates are read during it": here they run. */
    static final ProtocolMutant EARLIER_FIRING_RUNS = groupPause((event, pause) -> {
        Instant scheduled = scheduledTime(event);
        return scheduled != null && scheduled.isBefore(pause.since()) ? null : pause;
    });

    /** "For a firing that was never delivered, the audit evaluates the current gates": here only a delivery asks them. */
    static final ProtocolMutant AUDIT_IGNORES_GROUP =
            groupPause((event, pause) -> scheduledTime(event) == null ? null : pause);

    /** "Deleting a group hides it: its rules go on for members that slipped in": here they end. */
    static final ProtocolMutant DELETED_GROUP_OPENS =
            (ports, world) -> with(ports, alterGates(ports, gate -> gate.exists() ? gate : open(gate)));

    /** "A pause counts while its stamp is later than the latest delete": here a group that is put again has the old one. */
    static final ProtocolMutant PAUSE_OF_EARLIER_LIFE_HOLDS = (ports, world) -> with(
            ports,
            alterGates(
                    ports,
                    gate -> new GroupGate(
                            gate.group(),
                            gate.exists(),
                            ports.stores()
                                    .groups()
                                    .find(gate.group())
                                    .flatMap(it -> it.pauses().value())
                                    .orElse(null))));

    /** "A gate asked at each firing": here it is read once. */
    static final ProtocolMutant GATE_READ_ONCE = (ports, world) -> {
        Map<ResourceName, GroupGate> first = new HashMap<>();
        return with(ports, alterGates(ports, gate -> first.computeIfAbsent(gate.group(), name -> gate)));
    };

    /** "A takeover asks the pauses again": here each firing's gates are read once. */
    static final ProtocolMutant TAKEOVER_DOES_NOT_ASK = new EventMutant() {
        private final Map<Instant, GroupGate> first = new HashMap<>();

        @Override
        public SchedulerPorts wrap(SchedulerPorts ports, SimulatedWorld world) {
            return with(
                    ports,
                    alterGates(
                            ports,
                            gate -> scheduledTime(event()) == null
                                    ? gate
                                    : first.computeIfAbsent(
                                            Objects.requireNonNull(scheduledTime(event())), time -> gate)));
        }
    };

    /** "EventBridge's input carries the group as a hint": here the hint is believed. */
    static final ProtocolMutant HINT_BELIEVED = (ports, world) -> {
        Stores stores = ports.stores();
        return ports.with(new Stores(
                stores.schedules(), stores.groups(), stores.executions(), stores.changes(), new FiringRecords() {
                    @Override
                    public Optional<Found> find(ScheduleId id, ResourceName hint) {
                        return stores.schedules()
                                .find(id)
                                .map(it -> new Found(
                                        it,
                                        new Surroundings(
                                                stores.groups().gate(hint),
                                                stores.executions().state(id))));
                    }

                    @Override
                    public Map<ScheduleId, Surroundings> ofAll(Collection<ScheduleSummary> schedules) {
                        return stores.firings().ofAll(schedules);
                    }

                    @Override
                    public Surroundings of(Schedule schedule) {
                        return stores.firings().of(schedule);
                    }
                }));
    };

    // --- commands of groups ---

    /** "A firing between the start of a pause and its early end": here a resume of a group leaves nothing of the pause. */
    static final ProtocolMutant GROUP_RESUME_FORGETS = (ports, world) ->
            with(ports, new DelegatingGroupStore(ports.stores().groups()) {
                @Override
                public boolean replace(Group seen, Group next, @Nullable Change change) {
                    Pause pause = next.pause();
                    boolean isResume = pause != null
                            && pause.isOver(world.now())
                            && !next.pauses().equals(seen.pauses());
                    return super.replace(
                            seen,
                            isResume
                                    ? withComponent(
                                            next,
                                            "pauses",
                                            new Register<>(
                                                    Optional.<Pause>empty(),
                                                    next.pauses().stamp()))
                                    : next,
                            change);
                }
            });

    /** "Pausing a group is one write, whatever its size": here each member is paused as well. */
    static final ProtocolMutant PAUSE_STORED_IN_MEMBERS = (ports, world) ->
            with(ports, new DelegatingGroupStore(ports.stores().groups()) {
                @Override
                public boolean replace(Group seen, Group next, @Nullable Change change) {
                    boolean done = super.replace(seen, next, change);
                    if (done && next.isPaused(world.now()) && !seen.isPaused(world.now())) {
                        List<ScheduleSummary> members = ports.stores()
                                .schedules()
                                .list(ScheduleQuery.ofGroup(next.name(), 100))
                                .items();
                        for (ScheduleSummary member : members) {
                            Schedule schedule =
                                    ports.stores().schedules().find(member.id()).orElseThrow();
                            ports.stores()
                                    .schedules()
                                    .replace(
                                            schedule,
                                            schedule.paused(next.pauses().stamp(), world.now()));
                        }
                    }
                    return done;
                }
            });

    /** "DELETE is group_not_empty when the index shows members": here the index is not asked. */
    static final ProtocolMutant MEMBERS_NOT_ASKED = (ports, world) -> ProtocolMutants.with(
            ports,
            new DelegatingStore(ports.stores().schedules()) {
                @Override
                public Page<ScheduleSummary> list(ScheduleQuery query) {
                    return query.group() == null ? delegate().list(query) : new Page<>(List.of(), null);
                }
            },
            ports.engine());

    /** "A group that does not exist is referred to: invalid_group": here it is accepted. */
    static final ProtocolMutant UNKNOWN_GROUP_ACCEPTED = (ports, world) ->
            with(ports, new DelegatingGroupStore(ports.stores().groups()) {
                @Override
                public KnownGroups known() {
                    return group -> Optional.of(DefinitionDefaults.NONE);
                }
            });

    // --- a schedule's own registers ---

    /** "It holds back firings from the start of the pause, however late": here a resume leaves nothing of the pause. */
    static final ProtocolMutant RESUME_FORGETS = alterReplacements((seen, next) -> {
        Pause before = seen.pause();
        Pause after = next.pause();
        boolean isResume = before != null
                && after != null
                && !Objects.equals(before.until(), after.until())
                && after.isOver(next.lifecycle().runningStamp().issuedAt());
        return isResume ? withComponent(next, "lastPause", null) : next;
    });

    /** "A pause with until leaves the entry as it is": here it disables the entry. */
    static final ProtocolMutant PAUSE_UNTIL_DISABLES = alterReplacements((seen, next) ->
            next.lifecycle().isListedAsPaused() && !seen.lifecycle().isListedAsPaused()
                    ? withComponent(
                            next,
                            "lastRunning",
                            new Register<>(Running.PAUSED, next.lifecycle().runningStamp()))
                    : next);

    /** "A command that leaves entry_version alone raises converged_version": here a move changes entry_version. */
    static final ProtocolMutant MOVE_CHANGES_ENTRY_VERSION = alterReplacements((seen, next) -> seen.group()
                            .equals(next.group())
                    || seen.version() == next.version()
            ? next
            : withComponent(
                    withComponent(next, "entryVersion", next.version()), "convergedVersion", seen.convergedVersion()));

    /** "It gives the life its initial values, without a stamp": here a create stamps the group. */
    static final ProtocolMutant INITIAL_GROUP_STAMPED = alterReplacements((seen, next) -> {
        Placement placement = next.lifecycle().placement();
        return seen.incarnation().equals(next.incarnation())
                ? next
                : withComponent(
                        next,
                        "placement",
                        new Placement(
                                placement.initial(),
                                new Register<>(
                                        placement.initial(), next.lifecycle().created()),
                                true));
    });

    /** "It gives the life its initial values": here a new life stays in the group of the one before. */
    static final ProtocolMutant GROUP_OF_EARLIER_LIFE_KEPT = alterReplacements((seen, next) -> {
        Placement placement = next.lifecycle().placement();
        return seen.incarnation().equals(next.incarnation())
                ? next
                : withComponent(
                        next,
                        "placement",
                        new Placement(
                                placement.initial(),
                                new Register<>(
                                        seen.lifecycle().placement().moved().value(),
                                        next.lifecycle().created()),
                                true));
    });

    // --- triggers ---

    /** "trigger passes every gate but deleted and failed": here a pause of the group stops it. */
    static final ProtocolMutant TRIGGER_STOPPED =
            (ports, world) -> ProtocolMutants.with(ports, historyReplacing(ports, "claim", arguments -> {
                ExecutionHistory real = ports.stores().executions();
                ExecutionKey key = (ExecutionKey) Objects.requireNonNull(arguments[0]);
                String incarnation = (String) arguments[1];
                Instant now = (Instant) Objects.requireNonNull(arguments[2]);
                if (!key.isManual()) {
                    return real.claim(key, incarnation, now, (Duration) arguments[3]);
                }
                Execution skipped =
                        Execution.unclaimed(key, incarnation, ExecutionOutcome.SKIPPED, "group_paused", now);
                real.record(skipped, now);
                return new Claim.Ended(skipped);
            }));

    /** "The execution lists those it overrode": here it does not. */
    static final ProtocolMutant OVERRIDDEN_NOT_LISTED = (ports, world) -> ProtocolMutants.with(
            ports,
            historyReplacing(
                    ports,
                    "recordPublished",
                    arguments -> ports.stores()
                            .executions()
                            .recordPublished(((Execution) arguments[0]).requested(List.of(), null), (ScheduleState)
                                    arguments[1])));

    // --- helpers ---

    /** A mutant that depends on the event that is handled. */
    abstract static class EventMutant implements ProtocolMutant {
        private JsonNode event = Json.object();

        final JsonNode event() {
            return event;
        }

        @Override
        public final String alterEvent(String text) {
            event = Json.parse(text);
            return text;
        }
    }

    /** Returns the scheduled time of a firing; null for another event. */
    static @Nullable Instant scheduledTime(JsonNode event) {
        return event.hasNonNull("scheduled_time")
                ? Instant.parse(event.path("scheduled_time").asText())
                : null;
    }

    private static GroupGate open(GroupGate gate) {
        return new GroupGate(gate.group(), gate.exists(), null);
    }

    /** Alters the pause of a group that a handler reads. */
    private static ProtocolMutant groupPause(BiFunction<JsonNode, Pause, @Nullable Pause> alteration) {
        return new EventMutant() {
            @Override
            public SchedulerPorts wrap(SchedulerPorts ports, SimulatedWorld world) {
                return with(
                        ports,
                        alterGates(
                                ports,
                                gate -> gate.pause() == null
                                        ? gate
                                        : new GroupGate(
                                                gate.group(), gate.exists(), alteration.apply(event(), gate.pause()))));
            }
        };
    }

    private static DelegatingGroupStore alterGates(SchedulerPorts ports, UnaryOperator<GroupGate> alteration) {
        return new DelegatingGroupStore(ports.stores().groups()) {
            @Override
            public Map<ResourceName, GroupGate> gates(Collection<ResourceName> groups) {
                Map<ResourceName, GroupGate> altered = new LinkedHashMap<>(super.gates(groups));
                altered.replaceAll((name, gate) -> alteration.apply(gate));
                return altered;
            }
        };
    }

    static ProtocolMutant alterReplacements(BiFunction<Schedule, Schedule, Schedule> alteration) {
        return (ports, world) -> ProtocolMutants.with(
                ports,
                new DelegatingStore(ports.stores().schedules()) {
                    @Override
                    public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
                        return delegate().replace(seen, alteration.apply(seen, next), change);
                    }
                },
                ports.engine());
    }

    private static SchedulerPorts with(SchedulerPorts ports, DelegatingGroupStore groups) {
        return ports.with(ports.stores().with(groups));
    }
}
