package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link FaultAtEveryCallTest}, for the scenarios of firings that are skipped, and of schedules that are restored. */
class SkipFaultsTest {
    private static final FaultSearch SEARCH = new FaultSearch(10);
    private static final Set<String> EARLY =
            Set.of("skip a firing before the create arrives", "restore that arrives before the delete");

    static Stream<Scenario> scenarios() {
        return Scenarios.SKIPS.stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void ends_in_the_same_state_whichever_call_fails(Scenario scenario) {
        boolean arrivesEarly = EARLY.contains(scenario.name());
        assertThat(arrivesEarly ? SEARCH.differencesOfOneFault(scenario) : SEARCH.differences(scenario))
                .as(scenario.name())
                .isEmpty();
    }

    @AfterAll
    static void report() {
        SEARCH.report("skips and restores: ");
    }
}
