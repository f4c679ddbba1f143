package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.ProtocolMutants.withComponent;
import static com.rezagent.schedules.simulation.ProtocolMutants.historyReplacing;
import static com.rezagent.schedules.simulation.ProtocolMutants.with;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.LocalStage;
import com.rezagent.schedules.schedule.CommandOutcome;
import com.rezagent.schedules.schedule.Lifecycle;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.Stamp;
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

/**
 * Ways to break the protocol's rules of registers, clocks, entries and executions, each with the rule in its own words.
 * Rules that are kept inside one invocation are broken by what the handler is shown of a record, or by what is stored of it.
 */
final class RuleMutants {
    private RuleMutants() {}

    // --- the record ---

    /** "A delete that came too late ... stamps existence." */
    static final ProtocolMutant LATE_DELETE_LEAVES_NO_STAMP = overtakenUnstamped(Lifecycle::deleted);

    /** "A create that came too late ... stamps existence." */
    static final ProtocolMutant LATE_CREATE_LEAVES_NO_STAMP = overtakenUnstamped(Lifecycle::created);

    private static ProtocolMutant overtakenUnstamped(Function<Lifecycle, Stamp> register) {
        return (ports, world) -> alterReplacements(ports, (seen, next) -> {
            boolean isStamped = !register.apply(seen.lifecycle()).equals(register.apply(next.lifecycle()));
            return isStamped && isNewOutcome(seen, next, CommandOutcome.Result.OVERTAKEN)
                    ? withComponent(next, "lifecycle", seen.lifecycle())
                    : next;
        });
    }

    /** "A create or delete that came too late ... is notified like a refusal." */
    static final ProtocolMutant OVERTAKEN_NOT_NOTIFIED = (ports, world) -> with(
            ports,
            (topic, message) -> message.body().contains("\"schedule_command_overtaken\"")
                    ? "message"
                    : ports.publisher().publish(topic, message));

    /** "It gives the life its initial values, without a stamp." */
    static final ProtocolMutant INITIAL_VALUES_STAMPED = (ports, world) -> alterNewIncarnations(ports, next -> {
        Lifecycle its = next.lifecycle();
        return withComponent(
                next,
                "lifecycle",
                new Lifecycle(its.created(), its.deleted(), its.initial(), its.initial(), its.created()));
    });

    /** "Stamp = (issued_at, rank, command_id); ranks are explicit numbers." */
    static final ProtocolMutant RANK_OF_DELETE_IGNORED = (ports, world) -> alterReads(ports, it -> {
        Lifecycle its = it.lifecycle();
        return withComponent(it, "lifecycle", withComponent(its, "deleted", withComponent(its.deleted(), "rank", 0)));
    });

    /** "created_at, the anchor and every 'is it in the past' use min(issued_at, time of applying)." */
    static final ProtocolMutant ISSUED_AT_NOT_CAPPED = (ports, world) -> alterNewIncarnations(ports, next -> {
        Instant issuedAt = next.lifecycle().created().issuedAt();
        Schedule moved = withComponent(next, "anchor", next.requireDefinition().anchorFor(issuedAt));
        moved = withComponent(moved, "updatedAt", issuedAt.truncatedTo(ChronoUnit.SECONDS));
        return withComponent(moved, "createdAt", issuedAt);
    });

    /** "An identical create or update of a completed schedule ... is unchanged, and it stays completed." */
    static final ProtocolMutant UNCHANGED_REOPENS_COMPLETED = (ports, world) -> alterReplacements(
            ports,
            (seen, next) -> seen.isCompleted() && isNewOutcome(seen, next, CommandOutcome.Result.UNCHANGED)
                    ? withComponent(withComponent(next, "completedAt", null), "expiresAt", null)
                    : next);

    // --- commands as they arrive ---

    /** "A raw publisher's 'not found' ... is transient for 2 minutes." */
    static final ProtocolMutant NOT_FOUND_REFUSED_AT_ONCE = alterEvents(event -> {
        if (event.path("Records").path(0).path("Sns").path("MessageAttributes") instanceof ObjectNode attributes) {
            attributes.putObject("origin").put("Type", "String").put("Value", "web-api");
        }
    });

    /** "... for 2 minutes from min(issued_at, SNS timestamp)." */
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

    /** "A version that the function does not know is transient." */
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

    /** "The engine's input carries entry_version"; here it carries the version that the record has by then. */
    static final ProtocolMutant INPUT_CARRIES_VERSION =
            (ports, world) -> with(ports, ports.store(), alterEntries(ports.engine(), entry -> {
                ObjectNode input = Json.parseObject(entry.input());
                ports.store()
                        .find(entry.id())
                        .ifPresent(it -> input.put("version", it.version()).put("entry_version", it.version()));
                return withComponent(entry, "input", Json.write(input));
            }));

    /** "entry_version is the last version that changed what the engine must hold"; here each version is one. */
    static final ProtocolMutant EVERY_CHANGE_RAISES_ENTRY_VERSION = (ports, world) -> alterReplacements(ports, (seen, next) -> {
        boolean isEntryLeft = next.version() != seen.version() && next.entryVersion() == seen.entryVersion();
        return isEntryLeft
                ? withComponent(withComponent(next, "entryVersion", next.version()), "convergedVersion", seen.convergedVersion())
                : next;
    });

    /**
     * "A command that leaves it alone raises converged_version in its own write: no engine call. Only a trigger, a stale or a
     * refused command of a converged record skips the look at the engine."
     */
    static final ProtocolMutant CONVERGED_VERSION_IGNORED = (ports, world) ->
            alterReads(ports, it -> it.isConverged() ? withComponent(it, "convergedVersion", it.version() - 1) : it);

    /**
     * "A redelivered command that was applied or unchanged still looks, because its first delivery may have died after a late
     * write"; here the entry of what is converged is taken for right.
     */
    static final ProtocolMutant CONVERGED_ENTRY_NOT_COMPARED =
            (ports, world) -> with(ports, ports.store(), new DelegatingEngine(ports.engine()) {
                @Override
                public Optional<ExistingEntry> find(ScheduleId id) {
                    Optional<Schedule> converged = ports.store().find(id).filter(Schedule::isConverged);
                    return converged.isEmpty()
                            ? super.find(id)
                            : converged
                                    .flatMap(it -> EngineEntry.desired(
                                            it, LocalStage.TARGET, ports.clock().instant()))
                                    .map(it -> new ExistingEntry(
                                            it, String.valueOf(converged.get().engineArn())));
                }
            });

    /** "EndDate is sent as end + 1 s." */
    static final ProtocolMutant END_WITHOUT_EXTRA_SECOND = (ports, world) -> with(
            ports,
            ports.store(),
            alterEntries(
                    ports.engine(),
                    it -> it.end() == null ? it : withComponent(it, "end", it.end().minus(Duration.ofSeconds(1)))));

    /** "Update ... that meet[s] ConflictException [is] retried"; here it is taken for done. */
    static final ProtocolMutant UPDATE_CONFLICT_TREATED_AS_SUCCESS =
            (ports, world) -> with(ports, ports.store(), new DelegatingEngine(ports.engine()) {
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

    /** "Delete that meet[s] ConflictException [is] retried"; here it is taken for done. */
    static final ProtocolMutant DELETE_CONFLICT_TREATED_AS_SUCCESS =
            (ports, world) -> with(ports, ports.store(), new DelegatingEngine(ports.engine()) {
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

    /** "Where it was paused in this life, [StartDate is] not before the last pause ended." */
    static final ProtocolMutant RESUMED_AT_DROPPED =
            (ports, world) -> alterReads(ports, it -> withComponent(it, "resumedAt", null));

    /** "The record keeps due_since, the issue time of the first engine change that is not converged yet." */
    static final ProtocolMutant DUE_SINCE_DROPPED =
            (ports, world) -> alterReads(ports, it -> withComponent(it, "dueSince", null));

    // --- executions ---

    /** "One [a firing whose incarnation] is not the record's is skipped, outdated." */
    static final ProtocolMutant INCARNATION_IGNORED = alterEvents(event -> event.remove("incarnation"));

    /** "An outdated rate firing is judged too." */
    static final ProtocolMutant OUTDATED_FIRING_NOT_CHECKED = alterEvents(event -> {
        if (event.has("scheduled_time")) {
            event.put("entry_version", Integer.MAX_VALUE);
        }
    });

    /** "Only where an execution of another incarnation holds that key, + incarnation." */
    static final ProtocolMutant OTHER_INCARNATION_IGNORED =
            (ports, world) -> with(ports, historyReplacing(ports, "claim", its -> {
                Claim claim = ports.history()
                        .claim((ExecutionKey) its[0], (String) its[1], (Instant) its[2], (Duration) its[3]);
                return claim instanceof Claim.OfAnotherIncarnation other ? new Claim.Ended(other.execution()) : claim;
            }));

    /** "Its first delivery writes an item with its time, which every later delivery uses." */
    static final ProtocolMutant FIRST_DELIVERY_NOT_STORED =
            (ports, world) -> with(ports, historyReplacing(ports, "recordTrigger", its -> its[2]));

    // --- what they are made of ---

    /** The handler is shown each record as something else. */
    private static SchedulerPorts alterReads(SchedulerPorts ports, UnaryOperator<Schedule> as) {
        return with(
                ports,
                new DelegatingStore(ports.store()) {
                    @Override
                    public Optional<Schedule> find(ScheduleId id) {
                        return delegate().find(id).map(as);
                    }
                },
                ports.engine());
    }

    /** Each change is stored as something else. */
    private static SchedulerPorts alterReplacements(SchedulerPorts ports, BinaryOperator<Schedule> as) {
        return with(
                ports,
                new DelegatingStore(ports.store()) {
                    @Override
                    public boolean replace(Schedule seen, Schedule next) {
                        return delegate().replace(seen, as.apply(seen, next));
                    }
                },
                ports.engine());
    }

    /** Each beginning of a life is stored as something else. */
    private static SchedulerPorts alterNewIncarnations(SchedulerPorts ports, UnaryOperator<Schedule> as) {
        return with(
                ports,
                new DelegatingStore(ports.store()) {
                    @Override
                    public boolean insert(Schedule schedule) {
                        return delegate().insert(schedule.isDeleted() ? schedule : as.apply(schedule));
                    }

                    @Override
                    public boolean replace(Schedule seen, Schedule next) {
                        boolean isNew = !seen.incarnation().equals(next.incarnation());
                        return delegate().replace(seen, isNew ? as.apply(next) : next);
                    }
                },
                ports.engine());
    }

    private static boolean isNewOutcome(Schedule seen, Schedule next, CommandOutcome.Result result) {
        List<CommandOutcome> outcomes = next.outcomes();
        CommandOutcome last = outcomes.isEmpty() ? null : outcomes.get(outcomes.size() - 1);
        return last != null && last.result() == result && !seen.outcomes().contains(last);
    }

    /** Each entry is sent as something else. */
    private static Engine alterEntries(Engine real, UnaryOperator<EngineEntry> as) {
        return new DelegatingEngine(real) {
            @Override
            public Optional<String> create(EngineEntry entry) {
                return super.create(as.apply(entry));
            }

            @Override
            public Optional<String> update(EngineEntry entry) {
                return super.update(as.apply(entry));
            }
        };
    }

    /** Each event is received as something else. */
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
