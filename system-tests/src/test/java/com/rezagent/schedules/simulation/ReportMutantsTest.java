package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.ProtocolMutantsTest.faults;

import com.rezagent.schedules.simulation.ProtocolMutantsTest.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** As {@link ProtocolMutantsTest}, for each rule of reports, attempts and retries. */
class ReportMutantsTest {
    private static final long START_NANOS = System.nanoTime();
    private static final List<String> DETECTIONS = new ArrayList<>();

    private static Case scenario(String mutation, ProtocolMutant mutant, String scenario) {
        return new Case(mutation, mutant, scenario, faults(scenario));
    }

    private static final List<Case> CASES = List.of(
            scenario("all attempts have one message id", ReportMutants.ONE_MESSAGE_ID, "two failures and a success"),
            scenario("the attempt is always 1", ReportMutants.ATTEMPT_IS_ALWAYS_1, "two failures and a success"),
            scenario(
                    "a retry does not ask whether its schedule is deleted",
                    ReportMutants.RETRY_IGNORES_DELETE,
                    "delete before a retry"),
            scenario("reports are lost", ReportMutants.REPORT_IS_LOST, "a success is reported"),
            scenario(
                    "a report of an attempt that there is not counts for the first",
                    ReportMutants.UNKNOWN_ATTEMPT_COUNTS,
                    "reports of attempts that there are not"),
            scenario("what was decided is not written", ReportMutants.CHANGE_IS_NOT_WRITTEN, "a success is reported"),
            scenario("sweeps find nothing due", ReportMutants.NOTHING_IS_DUE, "nothing is reported"));

    @TestFactory
    Stream<DynamicTest> its_experiment_detects_each_mutant() {
        return ProtocolMutantsTest.detections(CASES, DETECTIONS);
    }

    @AfterAll
    static void report() {
        DETECTIONS.forEach(it -> SimulationSize.report("mutant: " + it));
        SimulationSize.report(CASES.size() + " mutants of reports", SimulationSize.elapsedSince(START_NANOS));
    }
}
