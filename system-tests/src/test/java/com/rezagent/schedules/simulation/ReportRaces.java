package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.ScheduleAction.DELETE;
import static com.rezagent.schedules.command.ScheduleAction.PAUSE;
import static com.rezagent.schedules.command.ScheduleAction.UPDATE;
import static com.rezagent.schedules.simulation.ReportScenarios.policy;
import static com.rezagent.schedules.simulation.Scenario.HALF_HOURLY;
import static com.rezagent.schedules.simulation.Scenario.NAME;
import static com.rezagent.schedules.simulation.Scenario.ONCE;
import static com.rezagent.schedules.simulation.Scenario.advance;
import static com.rezagent.schedules.simulation.Scenario.all;
import static com.rezagent.schedules.simulation.Scenario.created;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.QueueEntry;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.RunPolicy.Overlap;
import com.rezagent.schedules.simulation.SimulatedConsumer.Planned;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pairs of concurrent invocations of which one is a report or a sweep. */
final class ReportRaces {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final DefinitionSpec RETRIED = ONCE.withRunPolicy(policy(3, Overlap.ALLOW, null));
    private static final Function<SimulatedWorld, String> FIRING =
            world -> world.firings.get(world.firings.size() - 1).event();
    private static final Function<SimulatedWorld, String> SWEEP =
            world -> world.sweepEvent(QueueEntry.shard(CommandSpec.idOf(NAME)));

    private ReportRaces() {}

    /** A report of the execution of 21:00. */
    private static Function<SimulatedWorld, String> report(String outcome, int attempt) {
        String id = ExecutionKey.firing(CommandSpec.idOf(NAME), SkipScenarios.at(60))
                .executionId();
        ObjectNode report =
                Json.object().put("execution_id", id).put("outcome", outcome).put("attempt", attempt);
        return world -> world.consumer.event(report);
    }

    private static Function<SimulatedWorld, String> command(
            String id, ScheduleAction action, @Nullable DefinitionSpec def) {
        return world -> world.event(CommandSpec.of(id, action, NAME, world.now().minusSeconds(1), def));
    }

    /** The firing of 21:00, which the function has not received. */
    private static Consumer<SimulatedWorld> inTransit(DefinitionSpec def) {
        return all(created(def), SimulatedWorld::holdFirings, advance(MINUTE.multipliedBy(50)));
    }

    /** The execution of 21:00, whose report is awaited until 21:02. */
    private static Consumer<SimulatedWorld> waiting(DefinitionSpec def) {
        return all(inTransit(def), SimulatedWorld::deliverFirings, advance(Duration.ofSeconds(30)));
    }

    /** The same execution, whose report is overdue. */
    private static Consumer<SimulatedWorld> timedOut(DefinitionSpec def) {
        return all(waiting(def), advance(Duration.ofSeconds(91)));
    }

    /** The same execution, whose second attempt is due. */
    private static Consumer<SimulatedWorld> retryDue(DefinitionSpec def) {
        return all(
                ReportScenarios.consumer(message -> message.attempt() > 1
                        ? List.of()
                        : List.of(new Planned(Duration.ofSeconds(5), SimulatedConsumer.report(message, "failed")))),
                waiting(def),
                advance(Duration.ofSeconds(45)));
    }

    /** With more interleavings than the quick part has time for. */
    private static final RacePair LONG =
            new RacePair("reconcile, sweep that retries", retryDue(RETRIED), world -> SimulatedWorld.RECONCILE, SWEEP);

    static Stream<RacePair> pairs() {
        return SimulationSize.isLong() ? Stream.concat(SHORT.stream(), Stream.of(LONG)) : SHORT.stream();
    }

    private static final List<RacePair> SHORT = List.of(
            new RacePair("firing, its report of a success", inTransit(RETRIED), FIRING, report("succeeded", 1)),
            new RacePair("firing, its report of a failure", inTransit(RETRIED), FIRING, report("failed", 1)),
            new RacePair("firing, its report of a start", inTransit(RETRIED), FIRING, report("started", 1)),
            new RacePair("two reports of a success", waiting(RETRIED), report("succeeded", 1), report("succeeded", 1)),
            new RacePair("success, failure", waiting(RETRIED), report("succeeded", 1), report("failed", 1)),
            new RacePair("report, sweep that is in time", waiting(RETRIED), report("failed", 1), SWEEP),
            new RacePair("success, sweep that times out", timedOut(RETRIED), report("succeeded", 1), SWEEP),
            new RacePair("failure, sweep that times out", timedOut(RETRIED), report("failed", 1), SWEEP),
            new RacePair("two sweeps that time out", timedOut(RETRIED), SWEEP, SWEEP),
            new RacePair("two sweeps that retry", retryDue(RETRIED), SWEEP, SWEEP),
            new RacePair("late success, sweep that retries", retryDue(RETRIED), report("succeeded", 1), SWEEP),
            new RacePair("success of the second attempt, its sweep", retryDue(RETRIED), report("succeeded", 2), SWEEP),
            new RacePair("delete, sweep that retries", retryDue(RETRIED), command("d1", DELETE, null), SWEEP),
            new RacePair("pause, sweep that retries", retryDue(RETRIED), command("p1", PAUSE, null), SWEEP),
            new RacePair(
                    "update without a run policy, sweep that retries",
                    retryDue(RETRIED),
                    command("u1", UPDATE, ONCE),
                    SWEEP),
            new RacePair("firing again, sweep that retries", retryDue(RETRIED), FIRING, SWEEP),
            new RacePair(
                    "last failure of a schedule that pauses itself, resume",
                    waiting(ONCE.withRunPolicy(policy(1, Overlap.ALLOW, 1))),
                    report("failed", 1),
                    command("r1", ScheduleAction.RESUME, null)),
            new RacePair(
                    "firing of a schedule without overlap, the same again",
                    inTransit(HALF_HOURLY.withRunPolicy(policy(1, Overlap.SKIP, null))),
                    FIRING,
                    FIRING),
            new RacePair(
                    "two firings of a schedule without overlap",
                    inTransit(HALF_HOURLY.withRunPolicy(policy(1, Overlap.SKIP, null))),
                    FIRING,
                    world -> world.firings.get(world.firings.size() - 2).event()));
}
