package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.Mutants.entries;
import static com.rezagent.schedules.simulation.Mutants.publishing;
import static com.rezagent.schedules.simulation.Mutants.reading;
import static com.rezagent.schedules.simulation.Mutants.replacing;
import static com.rezagent.schedules.simulation.Mutants.with;
import static com.rezagent.schedules.simulation.Mutants.writing;
import static com.rezagent.schedules.testing.Records.withComponent;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.local.system.LocalStage;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.plan.FiringPlan;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcomes;
import com.rezagent.schedules.record.Digest;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import com.rezagent.schedules.testing.PortProxy.PortCall;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Mutants that violate a protocol rule by wrapping the ports of the real handler. */
final class ProtocolMutants {
    private static final String HIDDEN = "hidden ";

    private ProtocolMutants() {}

    // --- commands ---

    /** The engine is written before the record, and the record is stored as converged, so nothing converges later. */
    static final ProtocolMutant ENGINE_FIRST = (ports, world) -> {
        Engine real = ports.engine();
        SchedulerPorts converged = with(ports, ScheduleStore.class, "insert replace", call -> {
            boolean isReplace = call.operation().equals("replace");
            int position = isReplace ? 1 : 0;
            Schedule next = call.argument(position);
            boolean isCommand =
                    !isReplace || next.version() != call.<Schedule>argument(0).version();
            return isCommand
                    ? call.with(position, next.converged(write(ports, next))).proceed()
                    : call.proceed();
        });
        // The desired entry is reported as the existing one, and writes are ignored.
        return with(converged, Engine.class, "find create update delete", call -> switch (call.operation()) {
            case "find" -> {
                ScheduleId id = call.argument(0);
                yield ports.stores()
                        .schedules()
                        .find(id)
                        .flatMap(it -> desired(ports, it))
                        .map(it -> new Engine.ExistingEntry(it, arn(real, id)));
            }
            case "delete" -> null;
            default -> Optional.of(arn(real, call.<EngineEntry>argument(0).id()));
        });
    };

    private static String arn(Engine engine, ScheduleId id) {
        return engine.find(id).map(Engine.ExistingEntry::arn).orElse("arn");
    }

    static Optional<EngineEntry> desired(SchedulerPorts ports, Schedule schedule) {
        return FiringPlan.of(schedule, Surroundings.NONE)
                .desiredEntry(LocalStage.TARGET, ports.clock().instant());
    }

    private static @Nullable String write(SchedulerPorts ports, Schedule schedule) {
        Engine engine = ports.engine();
        Optional<EngineEntry> desired = desired(ports, schedule);
        if (desired.isEmpty()) {
            engine.delete(schedule.id());
            return null;
        }
        return engine.update(desired.get())
                .or(() -> engine.create(desired.get()))
                .orElse(null);
    }

    /** The record is not read again after the engine was written. */
    static final ProtocolMutant NO_SECOND_READ = (ports, world) -> {
        Map<ScheduleId, Schedule> seen = new HashMap<>();
        Set<ScheduleId> written = new HashSet<>();
        SchedulerPorts reading = with(ports, ScheduleStore.class, "find replace", call -> {
            if (call.operation().equals("replace")) {
                written.remove(call.<Schedule>argument(0).id());
                return call.proceed();
            }
            ScheduleId id = call.argument(0);
            if (written.remove(id)) {
                return Optional.ofNullable(seen.get(id));
            }
            Optional<Schedule> found = call.proceed();
            found.ifPresent(it -> seen.put(id, it));
            return found;
        });
        return with(reading, Engine.class, "create update delete", call -> {
            Object result = call.proceed();
            if (!Optional.empty().equals(result)) {
                written.add(call.argument(0) instanceof EngineEntry entry ? entry.id() : call.argument(0));
            }
            return result;
        });
    };

    /** The record is written even if it has changed since it was read. */
    static final ProtocolMutant UNCONDITIONAL_WRITE = replacing(
            ScheduleStore.class, "replace", call -> call.with(0, stored(call)).proceed());

    /** Returns the record that a replacement replaces, as it is stored now. */
    private static Schedule stored(PortCall call) {
        Schedule seen = call.argument(0);
        return call.<ScheduleStore>real().find(seen.id()).orElse(seen);
    }

    /** A redelivered command is not recognised. */
    static final ProtocolMutant COMMAND_ID_IGNORED = reading(it -> withCommandIds(it, name -> HIDDEN + name))
            .and(replacing(
                    ScheduleStore.class,
                    "replace",
                    call -> call.with(0, restored(call.argument(0)))
                            .with(1, restored(call.argument(1)))
                            .proceed()));

    private static Schedule restored(Schedule schedule) {
        return withCommandIds(schedule, name -> name.startsWith(HIDDEN) ? name.substring(HIDDEN.length()) : name);
    }

    private static Schedule withCommandIds(Schedule schedule, UnaryOperator<String> rename) {
        return withOutcomes(
                schedule,
                schedule.outcomes().stream()
                        .map(it -> withComponent(it, "commandId", rename.apply(it.commandId())))
                        .toList());
    }

    /** A command with this result does not converge, even if an earlier command has not. */
    private static ProtocolMutant notConverging(CommandOutcome.Result result) {
        return (ports, world) -> {
            Set<ScheduleId> decided = new HashSet<>();
            return with(ports, ScheduleStore.class, "find replace", call -> {
                if (call.operation().equals("find")) {
                    return decided.contains(call.<ScheduleId>argument(0)) ? Optional.empty() : call.proceed();
                }
                Schedule seen = call.argument(0);
                boolean done = call.proceed();
                List<CommandOutcome> outcomes = call.<Schedule>argument(1).outcomes();
                boolean isNew = outcomes.size() > seen.outcomes().size();
                if (done && isNew && outcomes.get(outcomes.size() - 1).result() == result) {
                    decided.add(seen.id());
                }
                return done;
            });
        };
    }

    static final ProtocolMutant STALE_NOT_CONVERGED = notConverging(CommandOutcome.Result.STALE);
    static final ProtocolMutant REFUSED_NOT_CONVERGED = notConverging(CommandOutcome.Result.REFUSED);
    static final ProtocolMutant UNCHANGED_NOT_CONVERGED = notConverging(CommandOutcome.Result.UNCHANGED);

    /** Every write also stamps the existence register, as if existence and running were one register. */
    static final ProtocolMutant ONE_REGISTER = reading(
            it -> it.isDeleted() ? it : it.withRepeatedCreate(it.lifecycle().latest()));

    /** A deleted record has no delete stamp. */
    static final ProtocolMutant NO_DELETE_STAMP = replacing(ScheduleStore.class, "replace", call -> {
                Schedule stored = stored(call);
                return stored.isDeleted() ? call.with(0, stored).proceed() : call.proceed();
            })
            .and(reading((it, world) ->
                    it.isDeleted() ? withOutcomes(Schedule.tombstone(it.id(), world.now()), it.outcomes()) : it));

    /** A change drops the audit windows: firings before it are never recorded as missed. */
    static final ProtocolMutant NO_AUDIT_WINDOWS = writing(
            (seen, next) -> next.version() == seen.version() ? next : withComponent(next, "auditWindows", List.of()));

    // --- the engine ---

    /** A transient failure of an engine write is treated as success. */
    static final ProtocolMutant TIMEOUT_TREATED_AS_SUCCESS = replacing(Engine.class, "create update", call -> {
        try {
            return call.proceed();
        } catch (TransientException e) {
            return Optional.of("arn");
        }
    });

    /** A transient failure is treated as a permanent refusal. */
    static final ProtocolMutant THROTTLING_TREATED_AS_REFUSAL = replacing(Engine.class, "create", call -> {
        try {
            return call.proceed();
        } catch (TransientException e) {
            throw new RefusedException(ErrorCode.ENGINE_REFUSED, "Refused", e.getMessage());
        }
    });

    /** An update omits the state, and so enables a disabled entry. */
    static final ProtocolMutant UPDATE_WITHOUT_STATE =
            entries("update", (it, ports) -> withComponent(it, "state", EngineEntry.EntryState.ENABLED));

    /** An update omits the start, and so changes the phase of a rate. */
    static final ProtocolMutant UPDATE_WITHOUT_START =
            entries("update", (it, ports) -> withComponent(it, "start", null));

    // --- executions ---

    /** Every claim is granted. */
    static final ProtocolMutant NO_LEASE = replacing(ExecutionHistory.class, "claim", call -> {
        Claim claim = call.proceed();
        ExecutionHistory real = call.real();
        return claim instanceof Claim.Granted
                ? claim
                : new Claim.Granted(real.find(call.<ExecutionKey>argument(0)).orElseThrow());
    });

    /** An execution is recorded as published before it is published. */
    static final ProtocolMutant RECORDED_BEFORE_PUBLISHED = replacing(ExecutionHistory.class, "claim", call -> {
        Claim claim = call.proceed();
        ExecutionHistory real = call.real();
        if (claim instanceof Claim.Granted granted) {
            Execution published = granted.execution().published("to be", call.argument(2));
            real.recordPublished(published, ScheduleState.begin(published.incarnation(), 1));
        }
        return claim;
    });

    /** A publication is neither recorded nor counted. */
    static final ProtocolMutant PUBLICATION_NOT_RECORDED =
            replacing(ExecutionHistory.class, "recordPublished", call -> true);

    /** A skipped execution is not recorded. */
    static final ProtocolMutant SKIPS_NOT_RECORDED = replacing(
            ExecutionHistory.class,
            "record",
            call -> call.<Execution>argument(0).outcome() == ExecutionOutcome.SKIPPED ? true : call.proceed());

    /** Each attempt publishes with a new message id. */
    static final ProtocolMutant FRESH_MESSAGE_IDS = (ports, world) -> {
        AtomicLong number = new AtomicLong();
        return publishing(it -> it.put("id", "msg_" + Digest.hex128("message " + number.incrementAndGet())))
                .wrap(ports, world);
    };

    /** No notices are published. */
    static final ProtocolMutant NO_NOTICES = (ports, world) -> with(
            ports,
            TopicPublisher.class,
            "publish",
            call -> call.argument(0).equals(world.stage.notifications()) ? "message" : call.proceed());

    private static Schedule withOutcomes(Schedule it, List<CommandOutcome> outcomes) {
        return withComponent(it, "commands", new CommandOutcomes(outcomes));
    }
}
