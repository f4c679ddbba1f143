package com.rezagent.schedules.simulation;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Tests the simulation itself: each mutant violates one protocol rule, and its experiment must detect that and must
 * find nothing in the unchanged protocol.
 */
class ProtocolMutantsTest {
    private static final MutantTable MUTANTS = new MutantTable("mutants", """
            the engine is written before the record | ENGINE_FIRST | race: pause, delete
            the record is not read again after the engine was written | NO_SECOND_READ \
                | race: reconcile of a lost entry, delete
            writes are unconditional | UNCONDITIONAL_WRITE | race: update, pause
            the command id is ignored | COMMAND_ID_IGNORED | race: the same update twice
            a stale command does not converge | STALE_NOT_CONVERGED | steps: unconverged, resume r1 30m-ago
            a refused command does not converge | REFUSED_NOT_CONVERGED | steps: unconverged, update u1 invalid
            an unchanged command does not converge | UNCHANGED_NOT_CONVERGED | steps: unconverged, pause p2
            existence and running share one stamp | ONE_REGISTER | late delete after a resume that changed nothing
            a delete stores no stamp | NO_DELETE_STAMP | stale create after a delete
            a change drops the audit windows | NO_AUDIT_WINDOWS | update after a lost firing
            a timeout is treated as success | TIMEOUT_TREATED_AS_SUCCESS | create with a cron expression
            throttling is treated as a permanent refusal | THROTTLING_TREATED_AS_REFUSAL | create with a cron expression
            an update omits the state | UPDATE_WITHOUT_STATE | pause
            an update omits the start | UPDATE_WITHOUT_START | update a rate's flexible window
            every claim is granted | NO_LEASE | race: the same firing twice
            an execution is recorded before it is published | RECORDED_BEFORE_PUBLISHED | a cron fires
            a publication is not recorded | PUBLICATION_NOT_RECORDED | a cron fires
            a skip is not recorded | SKIPS_NOT_RECORDED | pause while a firing is in transit
            each attempt has a new message id | FRESH_MESSAGE_IDS | a cron fires
            no notices are published | NO_NOTICES | invalid update
            an overtaken create stores no stamp | LATE_CREATE_LEAVES_NO_STAMP | delete issued before an overtaken create
            an overtaken delete stores no stamp | LATE_DELETE_LEAVES_NO_STAMP | pause issued before an overtaken delete
            overtaken commands are not notified | OVERTAKEN_NOT_NOTIFIED | overtaken delete
            a create stamps the running register | INITIAL_VALUES_STAMPED \
                | pause issued between a delete and the next create
            the rank of a delete is ignored | RANK_OF_DELETE_IGNORED | resume issued at the same instant as a delete
            created_at and anchor use the publisher's clock | ISSUED_AT_NOT_CAPPED | steps: create c1 hourly -4m-ago
            an unchanged command reopens a completed schedule | UNCHANGED_REOPENS_COMPLETED \
                | identical update of a completed schedule
            a publisher's command for a missing schedule is refused immediately | NOT_FOUND_REFUSED_AT_ONCE \
                | steps without a notice: pause p1 -31s-ago, 30 s, create c1 yearly
            a command for a missing schedule is deferred by the publisher's clock | DEFERS_BY_PUBLISHER_CLOCK \
                | steps: pause p1 -4m-ago
            an unknown schema_version is refused | UNKNOWN_SCHEMA_VERSION_REFUSED | command of a later release
            the engine's input contains version instead of entry_version | INPUT_CARRIES_VERSION \
                | reconcile an entry lost after a payload update
            every change raises entry_version | EVERY_CHANGE_RAISES_ENTRY_VERSION | update a rate's payload
            converged_version is ignored | CONVERGED_VERSION_IGNORED | engine calls: update u1 hourly+b, trigger t1
            the entry of a converged record is not compared | CONVERGED_ENTRY_NOT_COMPARED \
                | steps: created hourly, late-update
            EndDate is sent without the extra second | END_WITHOUT_EXTRA_SECOND | update of a rate in its last period
            a conflict of an update is treated as success | UPDATE_CONFLICT_TREATED_AS_SUCCESS \
                | steps: created hourly, other-write, update u1 hourly+window=5
            a conflict of a delete is treated as success | DELETE_CONFLICT_TREATED_AS_SUCCESS \
                | steps: created hourly, other-write, delete d1
            the end of the last pause is ignored | RESUMED_AT_DROPPED \
                | resume just after a first firing during the pause
            due_since is ignored | DUE_SINCE_DROPPED | an at() is due while its create is in progress
            the incarnation of a firing is ignored | INCARNATION_IGNORED | firing of an earlier incarnation
            an outdated firing is not checked | OUTDATED_FIRING_NOT_CHECKED \
                | an outdated entry fires after an update that did not converge
            an execution of another incarnation is treated as this one's | OTHER_INCARNATION_IGNORED \
                | create in the same second as the delete
            the first delivery of a trigger is not stored | FIRST_DELIVERY_NOT_STORED \
                | trigger published again with another time
            """);

    @TestFactory
    Stream<DynamicTest> its_experiment_detects_each_mutant() {
        return MUTANTS.tests();
    }

    /** Part of the long run only: reports whether an undirected random walk detects each mutant. */
    @TestFactory
    Stream<DynamicTest> reports_whether_a_random_walk_detects_each_mutant() {
        return SimulationSize.isLong() ? MUTANTS.walks() : Stream.empty();
    }

    @AfterAll
    static void report() {
        MUTANTS.report();
    }
}
