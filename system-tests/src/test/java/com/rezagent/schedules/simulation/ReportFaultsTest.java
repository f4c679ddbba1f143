package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link FaultAtEveryCallTest}, for executions that are reported and retried: every call of firing, report and sweep fails. */
class ReportFaultsTest {
    private static final FaultSearch SEARCH = new FaultSearch(40, 3);

    static Stream<Scenario> scenarios() {
        return ReportScenarios.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void ends_in_the_same_state_whichever_call_fails(Scenario scenario) {
        assertThat(SEARCH.differences(scenario)).as(scenario.name()).isEmpty();
    }

    @AfterAll
    static void report() {
        SEARCH.report("reports: ");
    }
}
