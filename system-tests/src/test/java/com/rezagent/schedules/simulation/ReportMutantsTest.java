package com.rezagent.schedules.simulation;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** As {@link ProtocolMutantsTest}, for each rule of reports, attempts and retries. */
class ReportMutantsTest {
    private static final MutantTable MUTANTS = new MutantTable("mutants of reports", """
            all attempts have one message id | ONE_MESSAGE_ID | two failures and a success
            the attempt is always 1 | ATTEMPT_IS_ALWAYS_1 | two failures and a success
            a retry does not ask whether its schedule is deleted | RETRY_IGNORES_DELETE | delete before a retry
            reports are lost | REPORT_IS_LOST | a success is reported
            a report of an attempt that there is not counts for the first | UNKNOWN_ATTEMPT_COUNTS \
                | reports of attempts that there are not
            what was decided is not written | CHANGE_IS_NOT_WRITTEN | a success is reported
            sweeps find nothing due | NOTHING_IS_DUE | nothing is reported
            """);

    @TestFactory
    Stream<DynamicTest> its_experiment_detects_each_mutant() {
        return MUTANTS.tests();
    }

    @AfterAll
    static void report() {
        MUTANTS.report();
    }
}
