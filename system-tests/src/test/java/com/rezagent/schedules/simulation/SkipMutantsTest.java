package com.rezagent.schedules.simulation;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** As {@link ProtocolMutantsTest}, for each rule of skips, restores and changes. */
class SkipMutantsTest {
    private static final MutantTable MUTANTS = new MutantTable("mutants of skips, restores and changes", """
            a firing does not ask its skip | GATE_IGNORES_SKIP | a skipped cron firing
            a rate's skip counts only for its nominal time | SKIP_WITHOUT_TOLERANCE \
                | a skipped firing of a rate that is reported early
            the schedule's skip is asked before its pause | skip_requested before paused \
                | a skipped firing during a pause until
            the group is asked before the schedule's skip | group_paused before skip_requested \
                | a skipped firing in a paused group
            the audit does not ask for skips | AUDIT_IGNORES_SKIP | reconcile a skipped firing that never came
            an update drops skips | UPDATE_DROPS_SKIPS | update the timing after a skip, and back
            an unskip that is older than a skip wins | OLDER_UNSKIP_WINS | unskip issued before a skip
            a skip survives when the schedule is created again | SKIP_OF_EARLIER_LIFE_HOLDS \
                | create again after a skip and a delete
            a takeover asks the skip again | TAKEOVER_ASKS_SKIP \
                | crash: created hourly, hold, until 59:40; firing-now; skip k1 60
            a life that begins keeps skips of firings to come | NEW_LIFE_KEEPS_SKIPS \
                | reconcile a firing of an ended life whose skip was requested in an earlier life
            a skip changes entry_version | SKIP_CHANGES_ENTRY_VERSION | skip a firing of a rate
            a skip compares the engine's entry | CONVERGED_VERSION_IGNORED | engine calls: skip k1 60
            a restored schedule runs | RESTORE_RUNS | restore
            a restore of an existing schedule takes effect | RESTORE_OF_EXISTING | restore of an existing schedule
            a change is written after its record | WRITTEN_SEPARATELY \
                | changes after a crash: created hourly; update u1 hourly+b; -
            a change is written for an unchanged command | WRITTEN_FOR_UNCHANGED | identical update
            a change is written for a trigger | WRITTEN_FOR_UNCHANGED | trigger
            a change has the new definition instead of the one that it replaced | REPLACED_BY_NEW \
                | update a rate's payload
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
