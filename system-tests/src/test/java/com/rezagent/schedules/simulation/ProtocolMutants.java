package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.Records.withComponent;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.system.LocalStage;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.plan.FiringPlan;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcomes;
import com.rezagent.schedules.record.Digest;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Mutants that violate a protocol rule by wrapping the ports of the real handler. */
final class ProtocolMutants {
    private static final String HIDDEN = "hidden ";

    private ProtocolMutants() {}

    // --- commands ---

    /** The engine is written before the record, and the record is stored as converged, so nothing converges later. */
    static final ProtocolMutant ENGINE_FIRST = (ports, world) -> {
        Engine real = ports.engine();
        ScheduleStore store = new DelegatingStore(ports.stores().schedules()) {
            @Override
            public boolean insert(Schedule schedule, @Nullable Change change) {
                return delegate().insert(schedule.converged(write(real, schedule, ports.clock())), change);
            }

            @Override
            public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
                boolean isCommand = next.version() != seen.version();
                return delegate()
                        .replace(seen, isCommand ? next.converged(write(real, next, ports.clock())) : next, change);
            }
        };
        return with(ports, store, engineMatchingRecord(real, ports));
    };

    /** Returns an engine that reports the desired entry as the existing one and ignores writes. */
    private static Engine engineMatchingRecord(Engine real, SchedulerPorts ports) {
        return new DelegatingEngine(real) {
            @Override
            public Optional<ExistingEntry> find(ScheduleId id) {
                return ports.stores()
                        .schedules()
                        .find(id)
                        .flatMap(it -> FiringPlan.of(it, Surroundings.NONE)
                                .desiredEntry(LocalStage.TARGET, ports.clock().instant()))
                        .map(it -> new ExistingEntry(it, arn(id)));
            }

            @Override
            public Optional<String> create(EngineEntry entry) {
                return Optional.of(arn(entry.id()));
            }

            @Override
            public Optional<String> update(EngineEntry entry) {
                return Optional.of(arn(entry.id()));
            }

            @Override
            public void delete(ScheduleId id) {
                // The entry was deleted before the record was written.
            }

            private String arn(ScheduleId id) {
                return real.find(id).map(ExistingEntry::arn).orElse("arn");
            }
        };
    }

    private static @Nullable String write(Engine engine, Schedule schedule, Clock clock) {
        Optional<EngineEntry> desired =
                FiringPlan.of(schedule, Surroundings.NONE).desiredEntry(LocalStage.TARGET, clock.instant());
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
        ScheduleStore store = new DelegatingStore(ports.stores().schedules()) {
            @Override
            public Optional<Schedule> find(ScheduleId id) {
                if (written.remove(id)) {
                    return Optional.ofNullable(seen.get(id));
                }
                Optional<Schedule> found = delegate().find(id);
                found.ifPresent(it -> seen.put(id, it));
                return found;
            }

            @Override
            public boolean replace(Schedule before, Schedule next, @Nullable Change change) {
                written.remove(before.id());
                return delegate().replace(before, next, change);
            }
        };
        return with(ports, store, new DelegatingEngine(ports.engine()) {
            @Override
            void onWrite(ScheduleId id) {
                written.add(id);
            }
        });
    };

    /** The record is written even if it has changed since it was read. */
    static final ProtocolMutant UNCONDITIONAL_WRITE = (ports, world) -> with(
            ports,
            new DelegatingStore(ports.stores().schedules()) {
                @Override
                public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
                    return delegate().replace(delegate().find(seen.id()).orElse(seen), next, change);
                }
            },
            ports.engine());

    /** A redelivered command is not recognised. */
    static final ProtocolMutant COMMAND_ID_IGNORED = (ports, world) -> with(
            ports,
            new DelegatingStore(ports.stores().schedules()) {
                @Override
                public Optional<Schedule> find(ScheduleId id) {
                    return delegate().find(id).map(it -> withCommandIds(it, name -> HIDDEN + name));
                }

                @Override
                public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
                    return delegate().replace(restored(seen), restored(next), change);
                }

                private Schedule restored(Schedule schedule) {
                    return withCommandIds(
                            schedule, name -> name.startsWith(HIDDEN) ? name.substring(HIDDEN.length()) : name);
                }
            },
            ports.engine());

    private static Schedule withCommandIds(Schedule schedule, UnaryOperator<String> rename) {
        return withOutcomes(
                schedule,
                schedule.outcomes().stream()
                        .map(it -> new CommandOutcome(
                                rename.apply(it.commandId()), it.result(), it.version(), it.refusal()))
                        .toList());
    }

    /** A command with this result does not converge, even if an earlier command has not. */
    static ProtocolMutant notConverging(CommandOutcome.Result result) {
        return (ports, world) -> with(
                ports,
                new DelegatingStore(ports.stores().schedules()) {
                    private @Nullable ScheduleId decidedId;

                    @Override
                    public Optional<Schedule> find(ScheduleId id) {
                        return id.equals(decidedId)
                                ? Optional.empty()
                                : delegate().find(id);
                    }

                    @Override
                    public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
                        boolean done = delegate().replace(seen, next, change);
                        List<CommandOutcome> outcomes = next.outcomes();
                        boolean isNew = outcomes.size() > seen.outcomes().size();
                        if (done && isNew && outcomes.get(outcomes.size() - 1).result() == result) {
                            decidedId = seen.id();
                        }
                        return done;
                    }
                },
                ports.engine());
    }

    /** Every write also stamps the existence register, as if existence and running were one register. */
    static final ProtocolMutant ONE_REGISTER = (ports, world) -> with(
            ports,
            new DelegatingStore(ports.stores().schedules()) {
                @Override
                public Optional<Schedule> find(ScheduleId id) {
                    return delegate()
                            .find(id)
                            .map(it -> it.isDeleted()
                                    ? it
                                    : it.withRepeatedCreate(it.lifecycle().latest()));
                }
            },
            ports.engine());

    /** A deleted record has no delete stamp. */
    static final ProtocolMutant NO_DELETE_STAMP = (ports, world) -> with(
            ports,
            new DelegatingStore(ports.stores().schedules()) {
                @Override
                public Optional<Schedule> find(ScheduleId id) {
                    return delegate()
                            .find(id)
                            .map(it -> it.isDeleted()
                                    ? withOutcomes(
                                            Schedule.tombstone(id, ports.clock().instant()), it.outcomes())
                                    : it);
                }

                @Override
                public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
                    Schedule stored = delegate().find(seen.id()).orElse(seen);
                    return delegate().replace(stored.isDeleted() ? stored : seen, next, change);
                }
            },
            ports.engine());

    /** A change drops the audit windows: firings before it are never recorded as missed. */
    static final ProtocolMutant NO_AUDIT_WINDOWS = (ports, world) -> with(
            ports,
            new DelegatingStore(ports.stores().schedules()) {
                @Override
                public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
                    boolean isChange = next.version() != seen.version();
                    return delegate()
                            .replace(seen, isChange ? withComponent(next, "auditWindows", List.of()) : next, change);
                }
            },
            ports.engine());

    // --- the engine ---

    /** A transient failure of an engine write is treated as success. */
    static final ProtocolMutant TIMEOUT_TREATED_AS_SUCCESS =
            (ports, world) -> with(ports, ports.stores().schedules(), new DelegatingEngine(ports.engine()) {
                @Override
                public Optional<String> create(EngineEntry entry) {
                    return orSuccess(() -> super.create(entry));
                }

                @Override
                public Optional<String> update(EngineEntry entry) {
                    return orSuccess(() -> super.update(entry));
                }

                private Optional<String> orSuccess(Supplier<Optional<String>> call) {
                    try {
                        return call.get();
                    } catch (TransientException e) {
                        return Optional.of("arn");
                    }
                }
            });

    /** A transient failure is treated as a permanent refusal. */
    static final ProtocolMutant THROTTLING_TREATED_AS_REFUSAL =
            (ports, world) -> with(ports, ports.stores().schedules(), new DelegatingEngine(ports.engine()) {
                @Override
                public Optional<String> create(EngineEntry entry) {
                    try {
                        return super.create(entry);
                    } catch (TransientException e) {
                        throw new RefusedException(ErrorCode.ENGINE_REFUSED, "Refused", e.getMessage());
                    }
                }
            });

    /** An update omits the state, and so enables a disabled entry. */
    static final ProtocolMutant UPDATE_WITHOUT_STATE = (ports, world) -> with(
            ports,
            ports.stores().schedules(),
            alterUpdates(ports.engine(), it -> withComponent(it, "state", EngineEntry.EntryState.ENABLED)));

    /** An update omits the start, and so changes the phase of a rate. */
    static final ProtocolMutant UPDATE_WITHOUT_START = (ports, world) -> with(
            ports, ports.stores().schedules(), alterUpdates(ports.engine(), it -> withComponent(it, "start", null)));

    private static Engine alterUpdates(Engine real, UnaryOperator<EngineEntry> rewrite) {
        return new DelegatingEngine(real) {
            @Override
            public Optional<String> update(EngineEntry entry) {
                return super.update(rewrite.apply(entry));
            }
        };
    }

    // --- executions ---

    /** Every claim is granted. */
    static final ProtocolMutant NO_LEASE = (ports, world) -> with(ports, historyReplacing(ports, "claim", arguments -> {
        ExecutionHistory real = ports.stores().executions();
        var key = (ExecutionKey) arguments[0];
        Claim claim = real.claim(key, (String) arguments[1], (Instant) arguments[2], (Duration) arguments[3]);
        return claim instanceof Claim.Granted
                ? claim
                : new Claim.Granted(real.find(key).orElseThrow());
    }));

    /** An execution is recorded as published before it is published. */
    static final ProtocolMutant RECORDED_BEFORE_PUBLISHED =
            (ports, world) -> with(ports, historyReplacing(ports, "claim", arguments -> {
                ExecutionHistory real = ports.stores().executions();
                Instant now = (Instant) arguments[2];
                Claim claim =
                        real.claim((ExecutionKey) arguments[0], (String) arguments[1], now, (Duration) arguments[3]);
                if (claim instanceof Claim.Granted granted) {
                    Execution published = granted.execution().published("to be", now);
                    real.recordPublished(published, ScheduleState.begin(published.incarnation(), 1));
                }
                return claim;
            }));

    /** A publication is neither recorded nor counted. */
    static final ProtocolMutant PUBLICATION_NOT_RECORDED =
            (ports, world) -> with(ports, historyReplacing(ports, "recordPublished", arguments -> true));

    /** A skipped execution is not recorded. */
    static final ProtocolMutant SKIPS_NOT_RECORDED =
            (ports, world) -> with(ports, historyReplacing(ports, "record", arguments -> {
                Execution ended = (Execution) Objects.requireNonNull(arguments[0]);
                return ended.outcome() == ExecutionOutcome.SKIPPED
                        || ports.stores().executions().record(ended, (Instant) arguments[1], (ScheduleState)
                                arguments[2]);
            }));

    /** Each attempt publishes with a new message id. */
    static final ProtocolMutant FRESH_MESSAGE_IDS = (ports, world) -> {
        AtomicLong number = new AtomicLong();
        TopicPublisher publisher = (topic, message) -> {
            ObjectNode body = Json.parseObject(message.body());
            if (body.has("id")) {
                body.put("id", "msg_" + Digest.hex128("message " + number.incrementAndGet()));
            }
            return ports.publisher().publish(topic, new TopicMessage(Json.write(body), message.attributes()));
        };
        return with(ports, publisher);
    };

    /** No notices are published. */
    static final ProtocolMutant NO_NOTICES = (ports, world) -> with(
            ports,
            (topic, message) -> topic.equals(world.stage.notifications())
                    ? "message"
                    : ports.publisher().publish(topic, message));

    // --- helpers ---

    static SchedulerPorts with(SchedulerPorts ports, ScheduleStore store, Engine engine) {
        return ports.with(ports.stores().with(store)).with(engine);
    }

    static SchedulerPorts with(SchedulerPorts ports, ExecutionHistory history) {
        return ports.with(ports.stores().with(history));
    }

    static SchedulerPorts with(SchedulerPorts ports, TopicPublisher publisher) {
        return ports.with(publisher);
    }

    /**
     * Returns a history with one method replaced.
     *
     * @param operation the name of the method
     * @param instead receives the arguments and returns the result
     * @throws IllegalArgumentException if there is no such method
     */
    static ExecutionHistory historyReplacing(
            SchedulerPorts ports, String operation, Function<Object[], Object> instead) {
        if (Stream.of(ExecutionHistory.class.getMethods())
                .noneMatch(it -> it.getName().equals(operation))) {
            throw new IllegalArgumentException("ExecutionHistory has no " + operation);
        }
        return (ExecutionHistory) Proxy.newProxyInstance(
                ExecutionHistory.class.getClassLoader(),
                new Class<?>[] {ExecutionHistory.class},
                (self, method, arguments) -> {
                    if (method.getName().equals(operation)) {
                        return instead.apply(arguments);
                    }
                    try {
                        return method.invoke(ports.stores().executions(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Schedule withOutcomes(Schedule it, List<CommandOutcome> outcomes) {
        return withComponent(it, "commands", new CommandOutcomes(outcomes));
    }
}
