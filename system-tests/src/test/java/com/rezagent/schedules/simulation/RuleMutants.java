package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.Mutants.beginning;
import static com.rezagent.schedules.simulation.Mutants.entries;
import static com.rezagent.schedules.simulation.Mutants.events;
import static com.rezagent.schedules.simulation.Mutants.messages;
import static com.rezagent.schedules.simulation.Mutants.publishing;
import static com.rezagent.schedules.simulation.Mutants.reading;
import static com.rezagent.schedules.simulation.Mutants.replacing;
import static com.rezagent.schedules.simulation.Mutants.sns;
import static com.rezagent.schedules.simulation.Mutants.with;
import static com.rezagent.schedules.simulation.Mutants.writing;
import static com.rezagent.schedules.testing.Records.withComponent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.Register;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.Lifecycle;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleJson;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.testing.MemoryChangeHistory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Mutants that violate the protocol's rules for registers, clocks, entries, executions, changes and
 * reports; each names its rule. Rules
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
        return writing((seen, next) -> {
            boolean isStamped = !register.apply(seen.lifecycle()).equals(register.apply(next.lifecycle()));
            return isStamped && isNewOutcome(seen, next, CommandOutcome.Result.OVERTAKEN)
                    ? withComponent(next, "lifecycle", seen.lifecycle())
                    : next;
        });
    }

    /** An overtaken command "is notified like a refusal": here it is not. */
    static final ProtocolMutant OVERTAKEN_NOT_NOTIFIED = replacing(TopicPublisher.class, "publish", call -> {
        TopicMessage message = call.argument(1);
        return message.body().contains("\"schedule_command_overtaken\"") ? "message" : call.proceed();
    });

    /** "The initial value of running has no stamp": here a create stamps it. */
    static final ProtocolMutant INITIAL_VALUES_STAMPED = newLives(next -> {
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
    static final ProtocolMutant RANK_OF_DELETE_IGNORED = reading(
            it -> withComponent(it, "deleted", withComponent(it.lifecycle().deleted(), "rank", 0)));

    /** "created_at, the anchor of a rate and ... use min(issued_at, time of applying)": here they use issued_at. */
    static final ProtocolMutant ISSUED_AT_NOT_CAPPED = newLives(next -> {
        Instant issuedAt = next.lifecycle().created().issuedAt();
        Schedule moved =
                withComponent(next, "anchor", next.requireDefinition().timing().anchorFor(issuedAt));
        moved = withComponent(moved, "updatedAt", issuedAt.truncatedTo(ChronoUnit.SECONDS));
        return withComponent(moved, "createdAt", issuedAt);
    });

    /** "A completed schedule stays completed after an identical create or update": here it is reopened. */
    static final ProtocolMutant UNCHANGED_REOPENS_COMPLETED =
            writing((seen, next) -> seen.isCompleted() && isNewOutcome(seen, next, CommandOutcome.Result.UNCHANGED)
                    ? withComponent(withComponent(next, "completedAt", null), "expiresAt", null)
                    : next);

    // --- received commands ---

    /** For a publisher's command, "not found" is transient for two minutes: here it is refused immediately. */
    static final ProtocolMutant NOT_FOUND_REFUSED_AT_ONCE = events(event -> {
        if (sns(event).path("MessageAttributes") instanceof ObjectNode attributes) {
            attributes.putObject("origin").put("Type", "String").put("Value", "web-api");
        }
    });

    /** The two minutes begin at min(issued_at, SNS timestamp): here a fast publisher's clock extends them. */
    static final ProtocolMutant DEFERS_BY_PUBLISHER_CLOCK = messages((sns, command) -> {
        String published = sns.path("Timestamp").asText();
        String requested = command.path("requested_at").asText(published);
        if (Instant.parse(requested).isAfter(Instant.parse(published))) {
            sns.put("Timestamp", requested);
        }
    });

    /** "A version that the function does not know is transient": here it is refused. */
    static final ProtocolMutant UNKNOWN_SCHEMA_VERSION_REFUSED = messages((sns, command) -> {
        if (command.path("schema_version").asInt(1) > 1) {
            command.put("schema_version", "unknown");
        }
    });

    // --- the engine ---

    /** "The engine's input names incarnation and entry_version": here it contains the record's current version. */
    static final ProtocolMutant INPUT_CARRIES_VERSION = entries("create update", (entry, ports) -> {
        ObjectNode input = Json.parseObject(entry.input());
        ports.stores()
                .schedules()
                .find(entry.id())
                .ifPresent(it -> input.put("version", it.version()).put("entry_version", it.version()));
        return withComponent(entry, "input", Json.write(input));
    });

    /** "entry_version is the last version that changed what the engine must hold": here every change raises it. */
    static final ProtocolMutant EVERY_CHANGE_RAISES_ENTRY_VERSION = writing(
            (seen, next) -> next.entryVersion() == seen.entryVersion() ? withEntryVersionRaised(seen, next) : next);

    /** Returns the new record with its version as entry_version, if that is new, so that it has not converged. */
    static Schedule withEntryVersionRaised(Schedule seen, Schedule next) {
        return next.version() == seen.version()
                ? next
                : withComponent(
                        withComponent(next, "entryVersion", next.version()),
                        "convergedVersion",
                        seen.convergedVersion());
    }

    /**
     * "A converged record is not compared with the engine after a trigger, a stale or a refused command, or the first
     * delivery of a change that leaves entry_version alone": here no record is read as converged.
     */
    static final ProtocolMutant CONVERGED_VERSION_IGNORED =
            reading(it -> it.isConverged() ? withComponent(it, "convergedVersion", it.version() - 1) : it);

    /**
     * "A redelivered command compares again, because its first delivery may have died after a late write": here the
     * entry of a converged record is assumed to be correct.
     */
    static final ProtocolMutant CONVERGED_ENTRY_NOT_COMPARED =
            (ports, world) -> with(ports, Engine.class, "find", call -> {
                Optional<Schedule> converged =
                        ports.stores().schedules().find(call.argument(0)).filter(Schedule::isConverged);
                return converged.isEmpty()
                        ? call.proceed()
                        : converged
                                .flatMap(it -> ProtocolMutants.desired(ports, it))
                                .map(it -> new Engine.ExistingEntry(
                                        it, String.valueOf(converged.get().engineArn())));
            });

    /** "EndDate is end_date + 1 s": here it is end_date. */
    static final ProtocolMutant END_WITHOUT_EXTRA_SECOND = entries(
            "create update",
            (it, ports) ->
                    it.end() == null ? it : withComponent(it, "end", it.end().minusSeconds(1)));

    /** A conflict of an update is retried: here it is treated as success. */
    static final ProtocolMutant UPDATE_CONFLICT_TREATED_AS_SUCCESS = conflictsIgnored("update");

    /** A conflict of a delete is retried: here it is treated as success. */
    static final ProtocolMutant DELETE_CONFLICT_TREATED_AS_SUCCESS = conflictsIgnored("delete");

    private static ProtocolMutant conflictsIgnored(String operation) {
        return replacing(Engine.class, operation, call -> {
            try {
                return call.proceed();
            } catch (TransientException e) {
                if (e.reason() != TransientException.Reason.BUSY) {
                    throw e;
                }
                Engine real = call.real();
                return call.argument(0) instanceof EngineEntry entry
                        ? real.find(entry.id()).map(Engine.ExistingEntry::arn)
                        : null;
            }
        });
    }

    /** "The start is never before the end of the last pause": here that end is not read. */
    static final ProtocolMutant RESUMED_AT_DROPPED = reading(it -> withComponent(it, "resumedAt", null));

    /** "The record stores due_since, the issue time of the first engine change that has not converged": it is not read. */
    static final ProtocolMutant DUE_SINCE_DROPPED = reading(it -> withComponent(it, "dueSince", null));

    // --- executions ---

    /** "A firing of another incarnation is skipped": here the input names no incarnation. */
    static final ProtocolMutant INCARNATION_IGNORED = events(event -> event.remove("incarnation"));

    /**
     * A firing "of an older entry_version converges first, and runs only if the schedule still has a firing at that
     * time": here no firing counts as older.
     */
    static final ProtocolMutant OUTDATED_FIRING_NOT_CHECKED = events(event -> {
        if (event.has("scheduled_time")) {
            event.put("entry_version", Integer.MAX_VALUE);
        }
    });

    /**
     * "Only where an execution of another incarnation holds that key already, the incarnation is added": here that
     * execution is treated as the firing's own.
     */
    static final ProtocolMutant OTHER_INCARNATION_IGNORED = replacing(ExecutionHistory.class, "claim", call -> {
        Claim claim = call.proceed();
        return claim instanceof Claim.OfAnotherIncarnation other ? new Claim.Ended(other.execution()) : claim;
    });

    /** The first delivery of a trigger stores its time and "every later delivery uses that time": here each uses its own. */
    static final ProtocolMutant FIRST_DELIVERY_NOT_STORED =
            replacing(ExecutionHistory.class, "recordTrigger", call -> call.argument(2));

    /** Alters the first record of each incarnation. */
    private static ProtocolMutant newLives(UnaryOperator<Schedule> change) {
        return beginning((seen, next) -> change.apply(next)).and(replacing(ScheduleStore.class, "insert", call -> {
            Schedule schedule = call.argument(0);
            return call.with(0, schedule.isDeleted() ? schedule : change.apply(schedule))
                    .proceed();
        }));
    }

    private static boolean isNewOutcome(Schedule seen, Schedule next, CommandOutcome.Result result) {
        List<CommandOutcome> outcomes = next.outcomes();
        CommandOutcome last = outcomes.isEmpty() ? null : outcomes.get(outcomes.size() - 1);
        return last != null && last.result() == result && !seen.outcomes().contains(last);
    }

    // --- changes ---

    /** "Written in the same transaction as the record": here the change is written after it, by another call. */
    static final ProtocolMutant WRITTEN_SEPARATELY =
            (ports, world) -> with(ports, ScheduleStore.class, "insert replace", call -> {
                int position = call.operation().equals("insert") ? 1 : 2;
                Schedule next = call.argument(position - 1);
                Change change = call.argument(position);
                boolean done = call.with(position, null).proceed();
                if (done && change != null) {
                    // A call of its own, before which the function may crash.
                    call.<ScheduleStore>real().find(next.id());
                    ((MemoryChangeHistory) world.changes).put(change);
                }
                return done;
            });

    /** "A trigger, an engine retry, relisting: none": here each command writes a change. */
    static final ProtocolMutant WRITTEN_FOR_UNCHANGED =
            (ports, world) -> with(ports, ScheduleStore.class, "replace", call -> {
                Schedule next = call.argument(1);
                List<CommandOutcome> added = new ArrayList<>(next.outcomes());
                added.removeAll(call.<Schedule>argument(0).outcomes());
                return call.argument(2) == null && !added.isEmpty()
                        ? call.with(2, empty(next, added.get(0), world)).proceed()
                        : call.proceed();
            });

    private static Change empty(Schedule next, CommandOutcome outcome, SimulatedWorld world) {
        String id = next.id().value();
        return new Change(
                new Change.Subject(id, id, null, next.group()),
                next.version(),
                world.now(),
                new Change.Cause("update", "simulation", null, outcome.commandId()),
                List.of(),
                null);
    }

    /** "The definition that this change replaced": here the one that replaced it. */
    static final ProtocolMutant REPLACED_BY_NEW = replacing(ScheduleStore.class, "replace", call -> {
        Change change = call.argument(2);
        Schedule next = call.argument(1);
        return change == null || change.replaced() == null
                ? call.proceed()
                : call.with(2, withComponent(change, "replaced", definition(next)))
                        .proceed();
    });

    private static JsonObject definition(Schedule schedule) {
        return JsonObject.parse(Json.write(ScheduleJson.definition(schedule.requireDefinition())));
    }

    // --- reports, attempts and retries ---

    /** "Each attempt has a message id of its own": here all have that of the first. */
    static final ProtocolMutant ONE_MESSAGE_ID = publishing(
            envelope -> ExecutionId.tryParse(envelope.path("execution_id").asText())
                    .flatMap(ExecutionId::firing)
                    .ifPresent(it -> envelope.put("id", it.messageId())));

    /** "The envelope gains attempt": here it is always 1. */
    static final ProtocolMutant ATTEMPT_IS_ALWAYS_1 = publishing(envelope -> {
        if (envelope.has("attempt")) {
            envelope.put("attempt", 1).put("retry_count", 0);
        }
    });

    /** "Deleted: cancelled": here a sweep reads schedules as they were before they were deleted. */
    static final ProtocolMutant RETRY_IGNORES_DELETE = reading(
            (it, world) -> it.isDeleted() && world.gateReads.event().toString().contains("sweep")
                    ? withComponent(it, "deleted", Stamp.ZERO)
                    : it);

    /** "Late success wins": here reports are lost. */
    static final ProtocolMutant REPORT_IS_LOST = reporting(report -> report.put("execution_id", "exec_none"));

    /** "Reports of attempts that there are not" are kept and change nothing: here they count for the first attempt. */
    static final ProtocolMutant UNKNOWN_ATTEMPT_COUNTS = reporting(report -> {
        if (report.path("attempt").asInt() > 3) {
            report.put("attempt", 1);
        }
    });

    /** "Recording the publication takes nothing back": here the execution of a report is written as it was before. */
    static final ProtocolMutant CHANGE_IS_NOT_WRITTEN = replacing(ExecutionHistory.class, "replace", call -> true);

    /** "Due while something is awaited": here a sweep finds nothing that is due. */
    static final ProtocolMutant NOTHING_IS_DUE = replacing(ExecutionHistory.class, "due", call -> List.of());

    private static ProtocolMutant reporting(Consumer<ObjectNode> change) {
        return messages((sns, message) -> {
            if (sns.path("TopicArn").asText().contains("execution-reports")) {
                change.accept(message);
            }
        });
    }
}
