package com.rezagent.schedules.simulation;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** As {@link ProtocolMutantsTest}, for each gate's place in the order and each rule of groups and pauses. */
class GateMutantsTest {
    private static final MutantTable MUTANTS = new MutantTable("mutants of gates", """
            the group is asked before deleted | group_paused before deleted \
                | a firing of a schedule that was deleted in a paused group
            the group is asked before failed | group_paused before failed \
                | a firing of a schedule that failed in a paused group
            the group is asked before before_creation | group_paused before before_creation \
                | a firing before its schedule was created again in a paused group
            outdated is asked before before_creation | outdated before before_creation \
                | a firing before its schedule was created again in a paused group
            the group is asked before outdated | group_paused before outdated | an outdated firing in a paused group
            the schedule's pause is asked before outdated | paused before outdated \
                | an outdated firing during a pause until
            the group is asked before the schedule's pause | group_paused before paused \
                | a firing of a schedule paused until in a paused group
            a gate that can't be read is open | UNREADABLE_GATE_OPENS | a firing in a paused group
            the end of a group's pause is included | UNTIL_OF_GROUP_INCLUDED | a firing at the end of a group's pause
            the start of a group's pause is excluded | START_OF_GROUP_EXCLUDED \
                | a firing at the start of a group's pause
            a group's pause that is over holds back nothing | GROUP_PAUSE_FORGOTTEN_WHEN_OVER \
                | a firing during a group's pause that arrives after it
            a firing before a group's pause that arrives during it runs | EARLIER_FIRING_RUNS \
                | a firing before a group's pause that arrives during it
            the audit does not ask the group | AUDIT_IGNORES_GROUP | reconcile a firing lost in a paused group
            a deleted group holds back nothing | DELETED_GROUP_OPENS \
                | a firing in a group that was deleted while it was paused
            a group that is put again has its old pause | PAUSE_OF_EARLIER_LIFE_HOLDS \
                | a firing in a group that was deleted while it was paused, and put again
            a group's gate is read once | GATE_READ_ONCE | steps: member half-hourly, 25 min, pause-group g1, 30 min
            a takeover does not ask the group again | TAKEOVER_DOES_NOT_ASK \
                | crash: member half-hourly; 20 min; pause-group g1
            the group in the engine's input is believed | HINT_BELIEVED \
                | a firing of a schedule that was moved into a paused group
            a resume of a group forgets the past part of its pause | GROUP_RESUME_FORGETS \
                | a firing during a group's pause that arrives after its early end
            a group's pause is stored in its members | PAUSE_STORED_IN_MEMBERS | pause a group
            a group with members is deleted | MEMBERS_NOT_ASKED | delete a group with a member
            an unknown group is accepted by a create | UNKNOWN_GROUP_ACCEPTED | create in an unknown group
            an unknown group is accepted by a move | UNKNOWN_GROUP_ACCEPTED | move to an unknown group
            a resume forgets the past part of a pause | RESUME_FORGETS \
                | a firing during a pause until that arrives after its early end
            a pause with an end disables the entry | PAUSE_UNTIL_DISABLES | pause until
            a move changes entry_version | MOVE_CHANGES_ENTRY_VERSION | move
            a move compares the engine's entry | CONVERGED_VERSION_IGNORED \
                | engine calls: put billing, move m1 in billing
            a create stamps the group | INITIAL_GROUP_STAMPED \
                | steps: put billing, created hourly, delete d1, 2 min, create c2 hourly+b, move m1 in billing 1m-ago
            a new life stays in the group of the one before | GROUP_OF_EARLIER_LIFE_KEPT \
                | create again after a move and a delete
            a trigger is stopped by a pause | TRIGGER_STOPPED | trigger in a paused group
            a trigger does not list what it overrode | OVERRIDDEN_NOT_LISTED | trigger in a paused group
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
