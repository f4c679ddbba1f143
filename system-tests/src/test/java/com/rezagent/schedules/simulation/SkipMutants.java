package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.Mutants.beginning;
import static com.rezagent.schedules.simulation.Mutants.messages;
import static com.rezagent.schedules.simulation.Mutants.reading;
import static com.rezagent.schedules.simulation.Mutants.scheduledTime;
import static com.rezagent.schedules.simulation.Mutants.sns;
import static com.rezagent.schedules.simulation.Mutants.with;
import static com.rezagent.schedules.simulation.Mutants.writing;
import static com.rezagent.schedules.testing.Records.withComponent;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.Register;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.Running;
import com.rezagent.schedules.schedule.Skip;
import com.rezagent.schedules.schedule.Skips;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;

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
    static final ProtocolMutant UPDATE_DROPS_SKIPS = writing((seen, next) -> {
        boolean isUpdate =
                seen.incarnation().equals(next.incarnation()) && !Objects.equals(seen.definition(), next.definition());
        return isUpdate ? withComponent(next, "skips", Skips.NONE) : next;
    });

    /** "Last-writer-wins by its own stamp": here an unskip is stamped when it arrives. */
    static final ProtocolMutant OLDER_UNSKIP_WINS = messages((sns, command) -> {
        if (command.path("action").asText().equals("unskip")) {
            command.put("requested_at", sns.path("Timestamp").asText());
        }
    });

    /** "A skip of an earlier incarnation does not hold": here it counts for the next one. */
    static final ProtocolMutant SKIP_OF_EARLIER_LIFE_HOLDS = beginning((seen, next) -> {
        Stamp stamp = next.lifecycle().created();
        NavigableMap<Instant, Skip> registers = new TreeMap<>(seen.skips().registers());
        registers.replaceAll((time, it) -> new Skip(time, it.isSet(), stamp, it.by(), it.reason()));
        return withComponent(next, "skips", new Skips(registers, next.skips().floor()));
    });

    /** "A takeover does not ask it again": here an attempt that was begun is not seen, so the skip is asked. */
    static final ProtocolMutant TAKEOVER_ASKS_SKIP = (ports, world) -> with(
            ports,
            ExecutionHistory.class,
            "find",
            call -> call.<Optional<Execution>>proceed()
                    .filter(it -> it.outcome() != ExecutionOutcome.IN_PROGRESS || !it.isClaimable(world.now())));

    /** "A skip of an earlier incarnation does not hold": here a life that begins keeps those of firings to come. */
    static final ProtocolMutant NEW_LIFE_KEEPS_SKIPS =
            beginning((seen, next) -> withComponent(next, "skips", seen.skips()));

    /** "Not in the engine entry; no new entry_version": here a skip raises it. */
    static final ProtocolMutant SKIP_CHANGES_ENTRY_VERSION = writing(
            (seen, next) -> seen.skips().equals(next.skips()) ? next : RuleMutants.withEntryVersionRaised(seen, next));

    // --- restores ---

    /** "A new incarnation …, paused": here it runs. */
    static final ProtocolMutant RESTORE_RUNS = (ports, world) -> beginning((seen, next) -> isRestore(world)
                    ? withComponent(
                            next,
                            "lastRunning",
                            new Register<>(Running.RUNNING, next.lifecycle().runningStamp()))
                    : next)
            .wrap(ports, world);

    /** "Not deleted: 409 schedule_name_conflict": here a restore begins a new life of a schedule that exists. */
    static final ProtocolMutant RESTORE_OF_EXISTING = reading((it, world) ->
            isRestore(world) && !it.isDeleted() ? it.deleted(it.lifecycle().created(), world.now()) : it);

    private static boolean isRestore(SimulatedWorld world) {
        String message = sns(world.gateReads.event()).path("Message").asText("{}");
        return Json.parse(message).path("action").asText().equals("restore");
    }

    /** Hides skips from a handler: those of which {@code isSeen} is false for the event. Writes keep them. */
    private static ProtocolMutant readingSkips(BiPredicate<JsonNode, Skip> isSeen) {
        return (ports, world) -> {
            AtomicReference<Skips> hidden = new AtomicReference<>(Skips.NONE);
            return reading((it, same) -> {
                        NavigableMap<Instant, Skip> seen =
                                new TreeMap<>(it.skips().registers());
                        seen.values().removeIf(skip -> !isSeen.test(world.gateReads.event(), skip));
                        hidden.set(it.skips());
                        return seen.equals(it.skips().registers())
                                ? it
                                : withComponent(
                                        it, "skips", new Skips(seen, it.skips().floor()));
                    })
                    .and(writing((seen, next) -> {
                        boolean isHidden = seen.skips().equals(next.skips())
                                && !seen.skips().equals(hidden.get());
                        return isHidden ? withComponent(next, "skips", hidden.get()) : next;
                    }))
                    .wrap(ports, world);
        };
    }
}
