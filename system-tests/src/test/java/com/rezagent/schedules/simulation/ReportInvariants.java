package com.rezagent.schedules.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.execution.Attempt;
import com.rezagent.schedules.execution.AttentionQuery;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.QueueEntry;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.execution.ShownOutcome;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.simulation.SimulatedConsumer.Received;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What must hold of the executions of an idle world, by the rules of reports, attempts and retries. Each rule is quoted
 * where it is checked.
 */
final class ReportInvariants {
    private static final Set<String> FINAL =
            Set.of("published", "succeeded", "failed", "timed_out", "cancelled", "skipped", "missed");
    private static final Set<String> WRONG = Set.of("failed", "timed_out", "missed");
    private static final int RECENT = 30;

    /** How long sweeps may fail in a simulation, and the repetitions of a report. */
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(30);

    private final SimulatedWorld world;
    private final List<String> violations = new ArrayList<>();
    private final Map<String, List<Received>> received;
    private final List<Execution> needed;

    private ReportInvariants(SimulatedWorld world) {
        this.world = world;
        received = world.consumer.received.stream().collect(Collectors.groupingBy(Received::executionId));
        needed = SimulatedWorld.allPages(
                token -> world.history.attention(new AttentionQuery("", null, null, 1_000, token)));
    }

    static List<String> violations(SimulatedWorld world, Collection<ScheduleId> ids) {
        ReportInvariants invariants = new ReportInvariants(world);
        for (ScheduleId id : ids) {
            List<Execution> executions = world.executions(id);
            executions.forEach(invariants::check);
            world.store.find(id).ifPresent(it -> invariants.checkState(it, executions));
            invariants.checkQueues(id, executions);
        }
        invariants.checkEnvelopes();
        return invariants.violations;
    }

    private void check(Execution execution) {
        String id = execution.key().executionId();
        String outcome = execution.shownOutcome().text();
        boolean isAwaited = execution.due().isPresent();
        // "Every nominal time ends in a true outcome": what is not final is at least awaited.
        expect(FINAL.contains(outcome) != isAwaited, id + " is " + outcome + ", due " + execution.due());
        // "A lost sweep only delays."
        Optional<Instant> swept = world.sweptAt().map(it -> it.minus(LONGEST_DELAY));
        boolean isOverdue =
                isAwaited && swept.filter(execution.due().get()::isBefore).isPresent();
        expect(!isOverdue, id + " was due at " + execution.due() + ", and swept at " + world.sweptAt());
        // "Late success wins; succeeded is final."
        boolean isSuccess = world.consumer.succeeded.contains(id);
        boolean isUndecided = world.consumer.undecided.contains(id);
        expect(
                isUndecided || isSuccess == outcome.equals("succeeded") || isSuccess && isWithoutPolicy(execution),
                id + " is " + outcome + ", but " + (isSuccess ? "a" : "no") + " success was reported");
        checkAttempts(execution, received.getOrDefault(id, List.of()));
    }

    /** "One on published without run_policy is recorded and nothing follows." */
    private static boolean isWithoutPolicy(Execution execution) {
        return execution.shownOutcome() == ShownOutcome.PUBLISHED;
    }

    /** "Each attempt has a message id of its own, attempt 1's as today." */
    private void checkAttempts(Execution execution, List<Received> messages) {
        String id = execution.key().executionId();
        Map<Integer, Set<String>> idsOfAttempt = new TreeMap<>();
        messages.forEach(it -> idsOfAttempt
                .computeIfAbsent(it.attempt(), attempt -> new HashSet<>())
                .add(it.messageId()));
        Set<String> distinct = new HashSet<>();
        int expected = 1;
        for (Map.Entry<Integer, Set<String>> attempt : idsOfAttempt.entrySet()) {
            int number = attempt.getKey();
            expect(attempt.getValue().size() == 1, id + " has several message ids of attempt " + number);
            attempt.getValue().forEach(it -> expect(distinct.add(it), id + " has one message id for two attempts"));
            expect(number == expected, id + " has attempt " + number + " without attempt " + expected);
            expected = number + 1;
            // "No attempt is lost."
            boolean isKept =
                    execution.attemptHistory().stream().map(Attempt::attempt).anyMatch(it -> it == number);
            expect(isKept || number <= execution.attempt() - 20, id + " does not know of its attempt " + number);
        }
        Set<String> first = idsOfAttempt.getOrDefault(1, Set.of());
        expect(first.isEmpty() || first.contains(execution.key().messageId()), id + " has another first message id");
        expect(execution.attempt() >= expected - 1, id + " had " + (expected - 1) + " attempts");
    }

    /** "The envelope gains execution_id, attempt, report_by and retry_count = attempt − 1, only where there is a run_policy." */
    private void checkEnvelopes() {
        for (TopicMessage message : world.published()) {
            JsonNode envelope = Json.parse(message.body());
            boolean hasPolicy = envelope.has("execution_id");
            expect(
                    hasPolicy == envelope.has("attempt"),
                    "a message has an attempt or an execution_id only: " + envelope.path("id"));
            expect(
                    envelope.path("retry_count").asInt()
                            == Math.max(0, envelope.path("attempt").asInt() - 1),
                    "a message has another retry_count: " + envelope);
        }
    }

    /** "What executions own": counters, the last 30 outcomes, what is open. */
    private void checkState(Schedule schedule, List<Execution> executions) {
        ScheduleState state = world.history.state(schedule.id()).of(schedule);
        List<Execution> own = executions.stream()
                .filter(it -> it.incarnation().equals(schedule.incarnation()))
                .toList();
        long counted = own.stream().filter(Execution::isCounted).count();
        expect(
                state.counters(schedule).executionCount() == counted,
                schedule.id() + " counts " + state.counters(schedule).executionCount() + " of " + counted);
        NavigableMap<Instant, String> outcomes = new TreeMap<>();
        own.stream()
                .filter(it -> state.recent().containsKey(it.key().scheduledTime()))
                .forEach(it ->
                        outcomes.put(it.key().scheduledTime(), it.shownOutcome().text()));
        outcomes.forEach((time, outcome) -> expect(
                own.stream().filter(it -> it.key().scheduledTime().equals(time)).count() > 1
                        || outcome.equals(state.recent().get(time)),
                schedule.id() + " shows " + state.recent().get(time) + " at " + time + " instead of " + outcome));
        // Every published execution of the last 30 times is shown.
        own.stream()
                .filter(Execution::isCounted)
                .map(it -> it.key().scheduledTime())
                .distinct()
                .sorted((a, b) -> b.compareTo(a))
                .limit(RECENT)
                .forEach(it -> expect(
                        state.recent().containsKey(it)
                                || !state.recent().isEmpty()
                                        && it.isBefore(state.shownRecent().firstKey()),
                        schedule.id() + " does not show what it published at " + it));
        // "Whatever ends that execution clears it."
        boolean isOpen = own.stream().anyMatch(it -> it.shownOutcome().isOpen());
        expect(
                isOpen || state.openExecution() == null,
                schedule.id() + " has the open execution " + state.openExecution() + ", which has ended");
    }

    /** "Due while something is awaited, attention once failed, timed out or missed." */
    private void checkQueues(ScheduleId id, List<Execution> executions) {
        Set<String> due = ids(
                id,
                world.history.due(QueueEntry.shard(id), world.now().plus(Duration.ofDays(8)), 1_000_000),
                it -> true);
        Set<String> awaited = ids(id, executions, it -> it.due().isPresent());
        expect(due.equals(awaited), id + " has due " + due + " instead of " + awaited);
        Set<String> attention = ids(id, needed, it -> true);
        Set<String> wrong = ids(
                id,
                executions,
                it -> WRONG.contains(it.shownOutcome().text())
                        && (it.run() == null || it.run().acknowledged() == null));
        expect(attention.equals(wrong), id + " needs attention for " + attention + " instead of " + wrong);
    }

    private static Set<String> ids(ScheduleId id, List<Execution> executions, Predicate<Execution> isIncluded) {
        return executions.stream()
                .filter(it -> it.key().scheduleId().equals(id))
                .filter(isIncluded)
                .map(it -> it.key().executionId())
                .collect(Collectors.toSet());
    }

    private void expect(boolean isTrue, String violation) {
        if (!isTrue) {
            violations.add(violation);
        }
    }
}
