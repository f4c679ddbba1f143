package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.GateMutants.alterReplacements;
import static com.rezagent.schedules.simulation.GateMutants.scheduledTime;
import static com.rezagent.schedules.simulation.ProtocolMutants.historyReplacing;
import static com.rezagent.schedules.simulation.Records.withComponent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Register;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.Running;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.Skip;
import com.rezagent.schedules.schedule.Skips;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Mutants that violate the rules for skips and restores; each names its rule. */
final class SkipMutants {
    private SkipMutants() {}

    // --- skips ---

    /** "Gates in order: … skip_requested": here a firing does not ask its skip. */
    static final ProtocolMutant GATE_IGNORES_SKIP = readingSkips((event, skip) -> scheduledTime(event) == null);

    /** "A rate's firing matches within its tolerance": here only a firing at exactly its nominal time does. */
    static final ProtocolMutant SKIP_WITHOUT_TOLERANCE = readingSkips((event, skip) -> {
        Instant reported = scheduledTime(event);
        return reported == null || reported.equals(skip.time());
    });

    /** "The audit records one that never came as skipped": here it does not ask for skips. */
    static final ProtocolMutant AUDIT_IGNORES_SKIP =
            readingSkips((event, skip) -> !event.path("action").asText().equals("reconcile"));

    /** "Entries are never dropped because of a definition change": here they are. */
    static final ProtocolMutant UPDATE_DROPS_SKIPS = alterReplacements((seen, next) -> {
        boolean isUpdate =
                seen.incarnation().equals(next.incarnation()) && !Objects.equals(seen.definition(), next.definition());
        return isUpdate ? withComponent(next, "skips", Skips.NONE) : next;
    });

    /** "Last-writer-wins by its own stamp": here an unskip is stamped when it arrives. */
    static final ProtocolMutant OLDER_UNSKIP_WINS = new ProtocolMutant() {
        @Override
        public SchedulerPorts wrap(SchedulerPorts ports, SimulatedWorld world) {
            return ports;
        }

        @Override
        public String alterEvent(String text) {
            JsonNode event = Json.parse(text);
            JsonNode sns = event.path("Records").path(0).path("Sns");
            JsonNode command = Json.parse(sns.path("Message").asText("{}"));
            if (!command.path("action").asText().equals("unskip")) {
                return text;
            }
            ((ObjectNode) command).put("requested_at", sns.path("Timestamp").asText());
            ((ObjectNode) sns).put("Message", Json.write(command));
            return Json.write(event);
        }
    };

    /** "A skip of an earlier incarnation does not hold": here it counts for the next one. */
    static final ProtocolMutant SKIP_OF_EARLIER_LIFE_HOLDS = alterReplacements((seen, next) -> {
        if (seen.incarnation().equals(next.incarnation())) {
            return next;
        }
        Stamp stamp = next.lifecycle().created();
        NavigableMap<Instant, Skip> registers = new TreeMap<>(seen.skips().registers());
        registers.replaceAll((time, it) -> new Skip(time, it.isSet(), stamp, it.by(), it.reason()));
        return withComponent(next, "skips", new Skips(registers, next.skips().floor()));
    });

    /** "A takeover does not ask it again": here an attempt that was begun is not seen, so the skip is asked. */
    static final ProtocolMutant TAKEOVER_ASKS_SKIP = (ports, world) -> ProtocolMutants.with(
            ports,
            historyReplacing(
                    ports,
                    "find",
                    arguments -> ports.stores()
                            .executions()
                            .find((ExecutionKey) Objects.requireNonNull(arguments[0]))
                            .filter(it -> !isInterrupted(it, world.now()))));

    private static boolean isInterrupted(Execution execution, Instant now) {
        return execution.outcome() == ExecutionOutcome.IN_PROGRESS && execution.isClaimable(now);
    }

    /** "A skip of an earlier incarnation does not hold": here a life that begins keeps those of firings to come. */
    static final ProtocolMutant NEW_LIFE_KEEPS_SKIPS = alterReplacements((seen, next) ->
            seen.incarnation().equals(next.incarnation()) ? next : withComponent(next, "skips", seen.skips()));

    /** "Not in the engine entry; no new entry_version": here a skip raises it. */
    static final ProtocolMutant SKIP_CHANGES_ENTRY_VERSION = alterReplacements((seen, next) -> seen.skips()
                            .equals(next.skips())
                    || seen.version() == next.version()
            ? next
            : withComponent(
                    withComponent(next, "entryVersion", next.version()), "convergedVersion", seen.convergedVersion()));

    // --- restores ---

    /** "A new incarnation …, paused": here it runs. */
    static final ProtocolMutant RESTORE_RUNS = altering(
            SkipMutants::isRestore,
            (seen, next) -> seen.incarnation().equals(next.incarnation())
                    ? next
                    : withComponent(
                            next,
                            "lastRunning",
                            new Register<>(Running.RUNNING, next.lifecycle().runningStamp())));

    /** "Not deleted: 409 schedule_name_conflict": here a restore begins a new life of a schedule that exists. */
    static final ProtocolMutant RESTORE_OF_EXISTING = new GateMutants.EventMutant() {
        @Override
        public SchedulerPorts wrap(SchedulerPorts ports, SimulatedWorld world) {
            return ProtocolMutants.with(
                    ports,
                    new DelegatingStore(ports.stores().schedules()) {
                        @Override
                        public Optional<Schedule> find(ScheduleId id) {
                            return super.find(id)
                                    .map(it -> isRestore(event()) && !it.isDeleted()
                                            ? it.deleted(it.lifecycle().created(), world.now())
                                            : it);
                        }
                    },
                    ports.engine());
        }
    };

    private static boolean isRestore(JsonNode event) {
        String message =
                event.path("Records").path(0).path("Sns").path("Message").asText("{}");
        return Json.parse(message).path("action").asText().equals("restore");
    }

    // --- helpers ---

    private static ProtocolMutant altering(
            Predicate<JsonNode> isAltered, BiFunction<Schedule, Schedule, Schedule> alteration) {
        return new GateMutants.EventMutant() {
            @Override
            public SchedulerPorts wrap(SchedulerPorts ports, SimulatedWorld world) {
                return ProtocolMutants.with(
                        ports,
                        new DelegatingStore(ports.stores().schedules()) {
                            @Override
                            public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
                                return delegate()
                                        .replace(
                                                seen,
                                                isAltered.test(event()) ? alteration.apply(seen, next) : next,
                                                change);
                            }
                        },
                        ports.engine());
            }
        };
    }

    /** Hides skips from a handler: those of which {@code isSeen} is false for the event. Writes keep them. */
    private static ProtocolMutant readingSkips(BiPredicate<JsonNode, Skip> isSeen) {
        return new GateMutants.EventMutant() {
            @Override
            public SchedulerPorts wrap(SchedulerPorts ports, SimulatedWorld world) {
                return ProtocolMutants.with(
                        ports,
                        new DelegatingStore(ports.stores().schedules()) {
                            private Skips hidden = Skips.NONE;

                            @Override
                            public Optional<Schedule> find(ScheduleId id) {
                                return super.find(id).map(it -> {
                                    NavigableMap<Instant, Skip> seen =
                                            new TreeMap<>(it.skips().registers());
                                    seen.values().removeIf(skip -> !isSeen.test(event(), skip));
                                    hidden = it.skips();
                                    return seen.equals(it.skips().registers())
                                            ? it
                                            : withComponent(
                                                    it,
                                                    "skips",
                                                    new Skips(seen, it.skips().floor()));
                                });
                            }

                            @Override
                            public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
                                boolean isHidden = seen.skips().equals(next.skips())
                                        && !seen.skips().equals(hidden);
                                return delegate()
                                        .replace(seen, isHidden ? withComponent(next, "skips", hidden) : next, change);
                            }
                        },
                        ports.engine());
            }
        };
    }
}
