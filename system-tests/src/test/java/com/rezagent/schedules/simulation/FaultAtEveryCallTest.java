package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every scenario with every port call failing in every way, one or two faults at a time, followed by redelivery.
 * The final state must equal that of the run without faults.
 */
class FaultAtEveryCallTest {
    private static final FaultSearch SEARCH = new FaultSearch(4);

    static Stream<Scenario> scenarios() {
        return Scenarios.SCHEDULES.stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void ends_in_the_same_state_whichever_call_fails(Scenario scenario) {
        assertThat(SEARCH.differences(scenario)).as(scenario.name()).isEmpty();
    }

    @AfterAll
    static void report() {
        SEARCH.report("");
    }
}
