package com.rezagent.schedules.execution;

import static com.rezagent.schedules.execution.ExecutionStates.LEASE;
import static com.rezagent.schedules.execution.ExecutionStates.POLICY;
import static com.rezagent.schedules.execution.ExecutionStates.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.rezagent.schedules.execution.ExecutionDecision.FollowUp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every outcome and every event. A cell is the outcome that is written, and {@code !} if the execution ends by it, {@code
 * ^} if it had ended and goes on; or the answer if nothing is written: {@code =} nothing to do, {@code #2} attempt 2 is
 * due, or a word. A word and an event kept: {@code +late}.
 *
 * <p>Reports, publications and refusals are of the last attempt, and come while its claim lasts or its report is awaited.
 * Gates and claims come when everything is due.
 */
class ExecutionDeciderTableTest {
    private static final Instant LONG_AFTER = at(3 * 3_600);

    private static final String TABLE = """
            state                       | published  | refused | started   | succeeded  | failed         | failed for good | of a later attempt | not yet time | long after | claimed  | deleted    | paused   | retry requested | acknowledged
            in progress                 | waiting    | failed! | waiting   | succeeded! | retrying       | failed!         | +unknown           | =            | =          | =        | =          | =        | in progress     | =
            published                   | =          | =       | published | published  | published      | published       | +unknown           | =            | =          | =        | =          | =        | final           | =
            skipped                     | waiting^   | =       | +unknown  | +unknown   | +unknown       | +unknown        | +unknown           | =            | =          | =        | =          | =        | retrying^       | =
            failed by the topic         | waiting^   | failed  | +late     | succeeded! | +late          | +late           | +unknown           | =            | =          | =        | =          | =        | retrying^       | failed
            missed                      | waiting^   | failed! | +unknown  | +unknown   | +unknown       | +unknown        | +unknown           | =            | =          | =        | =          | =        | retrying^       | missed
            waiting                     | =          | =       | waiting   | succeeded! | retrying       | failed!         | +unknown           | =            | retrying   | =        | =          | =        | in progress     | =
            retrying                    | =          | =       | =         | succeeded! | =              | =               | +unknown           | =            | #2         | retrying | cancelled! | retrying | in progress     | =
            retrying after a time-out   | =          | =       | retrying  | succeeded! | +late          | +late           | +unknown           | =            | #2         | retrying | cancelled! | retrying | in progress     | =
            claimed again               | waiting    | failed! | waiting   | succeeded! | retrying       | failed!         | +unknown           | =            | #2         | retrying | cancelled! | retrying | in progress     | =
            waiting again               | =          | =       | waiting   | succeeded! | retrying       | failed!         | +unknown           | =            | retrying   | =        | =          | =        | in progress     | =
            waiting for the last        | =          | =       | waiting   | succeeded! | failed!        | failed!         | +unknown           | =            | timed_out! | =        | =          | =        | in progress     | =
            succeeded                   | =          | =       | =         | =          | +contradiction | +contradiction  | +unknown           | =            | =          | =        | =          | =        | final           | =
            succeeded before our record | succeeded  | =       | =         | =          | +contradiction | +contradiction  | +unknown           | =            | succeeded  | =        | =          | =        | final           | =
            failed by the consumer      | =          | =       | =         | succeeded! | =              | =               | +unknown           | =            | =          | =        | =          | =        | retrying^       | failed
            failed by the topic later   | failed     | =       | failed    | succeeded! | +late          | +late           | +unknown           | =            | =          | =        | =          | =        | retrying^       | failed
            timed out                   | =          | =       | timed_out | succeeded! | +late          | +late           | +unknown           | =            | =          | =        | =          | =        | retrying^       | timed_out
            cancelled                   | =          | =       | =         | succeeded! | =              | =               | +unknown           | =            | =          | =        | =          | =        | retrying^       | =
            """;

    private static List<List<String>> rows() {
        return TABLE.lines()
                .map(line -> Arrays.stream(line.split("\\|")).map(String::trim).toList())
                .toList();
    }

    static Stream<Arguments> cells() {
        List<String> events = rows().get(0);
        List<Arguments> cells = new ArrayList<>();
        for (List<String> row : rows().subList(1, rows().size())) {
            for (int i = 1; i < row.size(); i++) {
                cells.add(arguments(row.get(0), events.get(i), row.get(i)));
            }
        }
        return cells.stream();
    }

    @Test
    void the_table_has_every_state_and_no_gap() {
        assertThat(rows().stream().skip(1).map(it -> it.get(0)))
                .containsExactlyElementsOf(ExecutionStates.all().keySet());
        assertThat(rows()).allMatch(it -> it.size() == 15);
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("cells")
    void an_event_changes_an_execution(String state, String event, String expected) {
        Execution seen = ExecutionStates.of(state);
        int last = Math.max(1, seen.attempt());
        Instant soon = soonAfter(seen);
        ExecutionDecision decision = switch (event) {
            case "published" -> decide(seen, new ExecutionEvent.Published(last, "sns", 9), soon);
            case "refused" -> decide(seen, new ExecutionEvent.Refused(last, "No such topic"), soon);
            case "started" -> decide(seen, ExecutionStates.started(null), soon);
            case "succeeded" -> decide(seen, ExecutionStates.succeeded(null), soon);
            case "failed" -> decide(seen, ExecutionStates.failed(null), soon);
            case "failed for good" -> decide(seen, ExecutionStates.failedForGood(null), soon);
            case "of a later attempt" -> decide(seen, ExecutionStates.succeeded(seen.attempt() + 1), soon);
            case "not yet time" -> decide(seen, new ExecutionEvent.TimePassed(true), soon);
            case "long after" -> decide(seen, new ExecutionEvent.TimePassed(true), LONG_AFTER);
            case "claimed" -> decide(seen, new ExecutionEvent.Claimed(next(seen), LEASE), LONG_AFTER);
            case "deleted" -> decide(seen, new ExecutionEvent.ScheduleDeleted(), LONG_AFTER);
            case "paused" -> decide(seen, new ExecutionEvent.SchedulePaused(null), LONG_AFTER);
            case "retry requested" ->
                decide(seen, new ExecutionEvent.RetryRequested(seen.attempt() + 1, "tester", null), LONG_AFTER);
            case "acknowledged" -> decide(seen, new ExecutionEvent.Acknowledged("alice", "Known"), LONG_AFTER);
            default -> throw new IllegalArgumentException(event);
        };

        assertThat(describe(decision)).isEqualTo(expected);
        decision.written().filter(it -> it.run() != null).ifPresent(it -> it.requireSuccessorOf(seen));
    }

    /** Returns a moment at which the last claim lasts, or its report is awaited. */
    private static Instant soonAfter(Execution seen) {
        Instant since = seen.due().map(it -> it.minusSeconds(20)).orElse(at(10));
        return since.isBefore(at(10)) ? at(10) : since;
    }

    private static int next(Execution seen) {
        return ExecutionDraft.of(seen).nextAttempt();
    }

    private static ExecutionDecision decide(Execution seen, ExecutionEvent event, Instant now) {
        return ExecutionDecider.decide(seen, POLICY, event, now);
    }

    private static String describe(ExecutionDecision decision) {
        String answer = switch (decision.result()) {
            case DONE -> "";
            case UNCHANGED -> "=";
            case CONTRADICTION -> "contradiction";
            case LATE -> "late";
            case UNKNOWN_ATTEMPT -> "unknown";
            case EXECUTION_FINAL -> "final";
            case EXECUTION_IN_PROGRESS -> "in progress";
        };
        Execution after = decision.after();
        if (after == null) {
            return decision.attemptDue().map(it -> "#" + it).orElse(answer);
        }
        if (!answer.isEmpty()) {
            assertThat(after.shownOutcome()).isEqualTo(decision.before().shownOutcome());
            assertThat(decision.followUps()).isEmpty();
            return "+" + answer;
        }
        return after.shownOutcome().text()
                + decision.followUps().stream()
                        .map(it -> it instanceof FollowUp.Ended ? "!" : it instanceof FollowUp.Reopened ? "^" : "")
                        .collect(Collectors.joining());
    }
}
