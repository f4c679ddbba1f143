package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.ProtocolMutants.historyReplacing;
import static com.rezagent.schedules.simulation.ProtocolMutants.with;
import static com.rezagent.schedules.simulation.Records.withComponent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.system.LocalStage;
import com.rezagent.schedules.plan.FiringPlan;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.Register;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.Lifecycle;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Mutants that violate the protocol's rules for registers, clocks, entries and executions; each names its rule. Rules
 * inside one invocation are violated by altering the records that the handler reads or writes.
 */
final class RuleMutants {
    private RuleMutants() {}

    // --- the record ---

    /** "An overtaken command stamps existence": an overtaken delete does not. */
    static final ProtocolMutant LATE_DELETE_LEAVES_NO_STAMP = overtakenUnstamped(Lifecycle::deleted);

    /** "An overtaken command stamps existence": an overtaken create does not. */
    static final ProtocolMutant LATE_CREATE_LEAVES_NO_STAMP = overtakenUnstamped(Lifecycle::created);

    private static ProtocolMutant overtakenUnstamped(Function<Lifecycle, Stamp> register) {
        return (ports, world) -> alterReplacements(ports, (seen, next) -> {
            boolean isStamped = !register.apply(seen.lifecycle()).equals(register.apply(next.lifecycle()));
            return isStamped && isNewOutcome(seen, next, CommandOutcome.Result.OVERTAKEN)
                    ? withComponent(next, "lifecycle", seen.lifecycle())
                    : next;
        });
    }

    /** An overtaken command "is notified like a refusal": here it is not. */
    static final ProtocolMutant OVERTAKEN_NOT_NOTIFIED = (ports, world) -> with(
            ports,
            (topic, message) -> message.body().contains("\"schedule_command_overtaken\"")
                    ? "message"
                    : ports.publisher().publish(topic, message));

    /** "The initial value of running has no stamp": here a create stamps it. */
    static final ProtocolMutant INITIAL_VALUES_STAMPED = (ports, world) -> alterNewIncarnations(ports, next -> {
        Lifecycle lifecycle = next.lifecycle();
        return withComponent(
                next,
                "lifecycle",
                new Lifecycle(
                        lifecycle.created(),
                        lifecycle.deleted(),
                        lifecycle.initial(),
                        new Register<>(lifecycle.initial(), lifecycle.created())));
    });

    /** "The ranks order commands of the same instant": here a delete has rank 0. */
    static final ProtocolMutant RANK_OF_DELETE_IGNORED = (ports, world) -> alterReads(ports, it -> {
        Lifecycle lifecycle = it.lifecycle();
        return withComponent(
                it, "lifecycle", withComponent(lifecycle, "deleted", withComponent(lifecycle.deleted(), "rank", 0)));
    });

    /** "created_at, the anchor of a rate and ... use min(issued_at, time of applying)": here they use issued_at. */
    static final ProtocolMutant ISSUED_AT_NOT_CAPPED = (ports, world) -> alterNewIncarnations(ports, next -> {
        Instant issuedAt = next.lifecycle().created().issuedAt();
        Schedule moved =
                withComponent(next, "anchor", next.requireDefinition().timing().anchorFor(issuedAt));
        moved = withComponent(moved, "updatedAt", issuedAt.truncatedTo(ChronoUnit.SECONDS));
        return withComponent(moved, "createdAt", issuedAt);
    });

    /** "A completed schedule stays completed after an identical create or update": here it is reopened. */
    static final ProtocolMutant UNCHANGED_REOPENS_COMPLETED = (ports, world) -> alterReplacements(
            ports,
            (seen, next) -> seen.isCompleted() && isNewOutcome(seen, next, CommandOutcome.Result.UNCHANGED)
                    ? withComponent(withComponent(next, "completedAt", null), "expiresAt", null)
                    : next);

    // --- received commands ---

    /** For a publisher's command, "not found" is transient for two minutes: here it is refused immediately. */
    static final ProtocolMutant NOT_FOUND_REFUSED_AT_ONCE = alterEvents(event -> {
        if (event.path("Records").path(0).path("Sns").path("MessageAttributes") instanceof ObjectNode attributes) {
            attributes.putObject("origin").put("Type", "String").put("Value", "web-api");
        }
    });

    /** The two minutes begin at min(issued_at, SNS timestamp): here a fast publisher's clock extends them. */
    static final ProtocolMutant DEFERS_BY_PUBLISHER_CLOCK = alterEvents(event -> {
        if (event.path("Records").path(0).path("Sns") instanceof ObjectNode sns) {
            String requestedAt = Json.parse(sns.path("Message").asText())
                    .path("requested_at")
                    .asText(sns.path("Timestamp").asText());
            if (Instant.parse(requestedAt)
                    .isAfter(Instant.parse(sns.path("Timestamp").asText()))) {
                sns.put("Timestamp", requestedAt);
            }
        }
    });

    /** "A version that the function does not know is transient": here it is refused. */
    static final ProtocolMutant UNKNOWN_SCHEMA_VERSION_REFUSED = alterEvents(event -> {
        if (event.path("Records").path(0).path("Sns") instanceof ObjectNode sns) {
            ObjectNode command = Json.parseObject(sns.path("Message").asText());
            if (command.path("schema_version").asInt(1) > 1) {
                command.put("schema_version", "unknown");
                sns.put("Message", Json.write(command));
            }
        }
    });

    // --- the engine ---

    /** "The engine's input names incarnation and entry_version": here it contains the record's current version. */
    static final ProtocolMutant INPUT_CARRIES_VERSION =
            (ports, world) -> with(ports, ports.stores().schedules(), alterEntries(ports.engine(), entry -> {
                ObjectNode input = Json.parseObject(entry.input());
                ports.stores()
                        .schedules()
                        .find(entry.id())
                        .ifPresent(it -> input.put("version", it.version()).put("entry_version", it.version()));
                return withComponent(entry, "input", Json.write(input));
            }));

    /** "entry_version is the last version that changed what the engine must hold": here every change raises it. */
    static final ProtocolMutant EVERY_CHANGE_RAISES_ENTRY_VERSION =
            (ports, world) -> alterReplacements(ports, (seen, next) -> {
                boolean isEntryLeft = next.version() != seen.version() && next.entryVersion() == seen.entryVersion();
                return isEntryLeft
                        ? withComponent(
                                withComponent(next, "entryVersion", next.version()),
                                "convergedVersion",
                                seen.convergedVersion())
                        : next;
            });

    /**
     * "A converged record is not compared with the engine after a trigger, a stale or a refused command, or the first
     * delivery of a change that leaves entry_version alone": here no record is read as converged.
     */
    static final ProtocolMutant CONVERGED_VERSION_IGNORED = (ports, world) ->
            alterReads(ports, it -> it.isConverged() ? withComponent(it, "convergedVersion", it.version() - 1) : it);

    /**
     * "A redelivered command compares again, because its first delivery may have died after a late write": here the
     * entry of a converged record is assumed to be correct.
     */
    static final ProtocolMutant CONVERGED_ENTRY_NOT_COMPARED =
            (ports, world) -> with(ports, ports.stores().schedules(), new DelegatingEngine(ports.engine()) {
                @Override
                public Optional<ExistingEntry> find(ScheduleId id) {
                    Optional<Schedule> converged =
                            ports.stores().schedules().find(id).filter(Schedule::isConverged);
                    return converged.isEmpty()
                            ? super.find(id)
                            : converged
                                    .flatMap(it -> FiringPlan.of(it, Surroundings.NONE)
                                            .desiredEntry(
                                                    LocalStage.TARGET,
                                                    ports.clock().instant()))
                                    .map(it -> new ExistingEntry(
                                            it, String.valueOf(converged.get().engineArn())));
                }
            });

    /** "EndDate is end_date + 1 s": here it is end_date. */
    static final ProtocolMutant END_WITHOUT_EXTRA_SECOND = (ports, world) -> with(
            ports,
            ports.stores().schedules(),
            alterEntries(
                    ports.engine(),
                    it -> it.end() == null
                            ? it
                            : withComponent(it, "end", it.end().minus(Duration.ofSeconds(1)))));

    /** A conflict of an update is retried: here it is treated as success. */
    static final ProtocolMutant UPDATE_CONFLICT_TREATED_AS_SUCCESS =
            (ports, world) -> with(ports, ports.stores().schedules(), new DelegatingEngine(ports.engine()) {
                @Override
                public Optional<String> update(EngineEntry entry) {
                    try {
                        return super.update(entry);
                    } catch (TransientException e) {
                        requireBusy(e);
                        return find(entry.id()).map(ExistingEntry::arn);
                    }
                }
            });

    /** A conflict of a delete is retried: here it is treated as success. */
    static final ProtocolMutant DELETE_CONFLICT_TREATED_AS_SUCCESS =
            (ports, world) -> with(ports, ports.stores().schedules(), new DelegatingEngine(ports.engine()) {
                @Override
                public void delete(ScheduleId id) {
                    try {
                        super.delete(id);
                    } catch (TransientException e) {
                        requireBusy(e);
                    }
                }
            });

    private static void requireBusy(TransientException e) {
        if (e.reason() != TransientException.Reason.BUSY) {
            throw e;
        }
    }

    /** "The start is never before the end of the last pause": here that end is not read. */
    static final ProtocolMutant RESUMED_AT_DROPPED =
            (ports, world) -> alterReads(ports, it -> withComponent(it, "resumedAt", null));

    /** "The record stores due_since, the issue time of the first engine change that has not converged": it is not read. */
    static final ProtocolMutant DUE_SINCE_DROPPED =
            (ports, world) -> alterReads(ports, it -> withComponent(it, "dueSince", null));

    // --- executions ---

    /** "A firing of another incarnation is skipped": here the input names no incarnation. */
    static final ProtocolMutant INCARNATION_IGNORED = alterEvents(event -> event.remove("incarnation"));

    /**
     * A firing "of an older entry_version converges first, and runs only if the schedule still has a firing at that
     * time": here no firing counts as older.
     */
    static final ProtocolMutant OUTDATED_FIRING_NOT_CHECKED = alterEvents(event -> {
        if (event.has("scheduled_time")) {
            event.put("entry_version", Integer.MAX_VALUE);
        }
    });

    /**
     * "Only where an execution of another incarnation holds that key already, the incarnation is added": here that
     * execution is treated as the firing's own.
     */
    static final ProtocolMutant OTHER_INCARNATION_IGNORED =
            (ports, world) -> with(ports, historyReplacing(ports, "claim", arguments -> {
                Claim claim = ports.stores()
                        .executions()
                        .claim((ExecutionKey) arguments[0], (String) arguments[1], (Instant) arguments[2], (Duration)
                                arguments[3]);
                return claim instanceof Claim.OfAnotherIncarnation other ? new Claim.Ended(other.execution()) : claim;
            }));

    /** The first delivery of a trigger stores its time and "every later delivery uses that time": here each uses its own. */
    static final ProtocolMutant FIRST_DELIVERY_NOT_STORED =
            (ports, world) -> with(ports, historyReplacing(ports, "recordTrigger", arguments -> arguments[2]));

    // --- helpers ---

    /** Alters each record that the handler reads. */
    private static SchedulerPorts alterReads(SchedulerPorts ports, UnaryOperator<Schedule> alteration) {
        return with(
                ports,
                new DelegatingStore(ports.stores().schedules()) {
                    @Override
                    public Optional<Schedule> find(ScheduleId id) {
                        return delegate().find(id).map(alteration);
                    }
                },
                ports.engine());
    }

    /** Alters each replacement of a record; the function receives the old and the new record. */
    private static SchedulerPorts alterReplacements(SchedulerPorts ports, BinaryOperator<Schedule> alteration) {
        return with(
                ports,
                new DelegatingStore(ports.stores().schedules()) {
                    @Override
                    public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
                        return delegate().replace(seen, alteration.apply(seen, next), change);
                    }
                },
                ports.engine());
    }

    /** Alters the first record of each incarnation. */
    private static SchedulerPorts alterNewIncarnations(SchedulerPorts ports, UnaryOperator<Schedule> alteration) {
        return with(
                ports,
                new DelegatingStore(ports.stores().schedules()) {
                    @Override
                    public boolean insert(Schedule schedule, @Nullable Change change) {
                        return delegate().insert(schedule.isDeleted() ? schedule : alteration.apply(schedule), change);
                    }

                    @Override
                    public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
                        boolean isNew = !seen.incarnation().equals(next.incarnation());
                        return delegate().replace(seen, isNew ? alteration.apply(next) : next, change);
                    }
                },
                ports.engine());
    }

    private static boolean isNewOutcome(Schedule seen, Schedule next, CommandOutcome.Result result) {
        List<CommandOutcome> outcomes = next.outcomes();
        CommandOutcome last = outcomes.isEmpty() ? null : outcomes.get(outcomes.size() - 1);
        return last != null && last.result() == result && !seen.outcomes().contains(last);
    }

    /** Alters each entry that is sent to the engine. */
    private static Engine alterEntries(Engine real, UnaryOperator<EngineEntry> alteration) {
        return new DelegatingEngine(real) {
            @Override
            public Optional<String> create(EngineEntry entry) {
                return super.create(alteration.apply(entry));
            }

            @Override
            public Optional<String> update(EngineEntry entry) {
                return super.update(alteration.apply(entry));
            }
        };
    }

    /** Alters each event that the handler receives. */
    private static ProtocolMutant alterEvents(Consumer<ObjectNode> change) {
        return new ProtocolMutant() {
            @Override
            public SchedulerPorts wrap(SchedulerPorts ports, SimulatedWorld world) {
                return ports;
            }

            @Override
            public String alterEvent(String event) {
                ObjectNode changed = Json.parseObject(event);
                change.accept(changed);
                return Json.write(changed);
            }
        };
    }
}
