package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link FaultAtEveryCallTest}, for the scenarios of groups, placement and pauses that end by themselves. */
class GroupFaultsTest {
    private static final FaultSearch SEARCH = new FaultSearch(4);

    static Stream<Scenario> scenarios() {
        return Scenarios.GROUPS.stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void ends_in_the_same_state_whichever_call_fails(Scenario scenario) {
        assertThat(SEARCH.differences(scenario)).as(scenario.name()).isEmpty();
    }

    @AfterAll
    static void report() {
        SEARCH.report("groups and pauses with an end: ");
    }
}
