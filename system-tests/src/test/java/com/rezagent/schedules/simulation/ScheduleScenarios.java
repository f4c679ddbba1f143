package com.rezagent.schedules.simulation;

import java.util.List;

/** Scenarios of one schedule. The clock starts at 20:00; a schedule that is created fires after 20:10. */
final class ScheduleScenarios {
    private ScheduleScenarios() {}

    static final List<Scenario> COMMANDS = Steps.scenarios("""
            create with a cron expression | - | create c1 yearly
            create with a rate | - | create c1 hourly
            create with an at() | - | create c1 once
            identical create | created yearly | create c2 yearly
            create after a delete | created yearly, delete d1, 1 min | create c2 yearly+b
            update a cron expression | created yearly | update u1 half-hourly
            update a rate's payload | created hourly | update u1 hourly+b
            update a rate's flexible window | created hourly | update u1 hourly+window=5
            late delete after a resume that changed nothing | created hourly, resume r1, 1 min | delete d1 5m-ago
            update a rate's period | created hourly | update u1 2-hourly
            identical update | created yearly | update u1 yearly
            pause | created hourly | pause p1
            resume | created hourly, pause p1, 1 min | resume r1
            delete | created hourly | delete d1
            delete twice | created hourly, delete d1, 1 min | delete d2
            trigger | created yearly | trigger t1
            trigger a paused schedule | created yearly, pause p1 | trigger t1
            stale resume | created hourly, pause p1, 1 min | resume r1 5m-ago
            stale create after a delete | created hourly, delete d1, 1 min | create c0 yearly 5m-ago
            invalid update | created hourly | update u1 invalid
            invalid create | - | create c1 invalid
            update of a missing schedule | - | update u1 yearly from-api
            create with a name in use | created yearly | create c2 yearly+b 5m-ago
            update with an outdated version | created yearly, pause p1 | update u1 half-hourly expecting 1 from-api
            create refused by the engine | refuse | create c1 yearly
            update refused by the engine | created hourly, refuse | update u1 yearly
            create again after the engine refused it | refuse, create c1 yearly, 1 min, accept | create c2 yearly
            """);

    /** Commands that arrive late, or whose stamps decide their effect. */
    static final List<Scenario> STAMPS = Steps.scenarios("""
            overtaken create | created yearly | create c0 yearly+b 15m-ago
            overtaken delete | created yearly | delete d1 15m-ago
            delete issued before an overtaken create | created yearly, update u1 half-hourly, \
                create c2 yearly+b 5m-ago | delete d1 7m-ago
            pause issued before an overtaken delete | created hourly, delete d1 15m-ago | pause p1 17m-ago
            pause issued between a delete and the next create | created hourly, delete d1, 2 min, \
                create c2 hourly+b | pause p1 1m-ago
            resume issued at the same instant as a delete | created hourly, delete d1 | resume r1
            identical update of a completed schedule | created once, 1 h | update u1 once
            trigger published again with another time | created yearly, trigger t1, 1 min | trigger t1 5m-ago
            """);

    static final List<Scenario> EXECUTIONS = Steps.scenarios("""
            a cron fires | created half-hourly | 20 min
            a rate fires | created hourly | 50 min
            an at() fires and completes | created once | 50 min
            the last cron firing completes the schedule | created half-hourly+end=60 | 50 min
            pause while a firing is in transit | created once, hold, 50 min, pause p1 | deliver
            delete while a firing is in transit | created once, hold, 50 min, delete d1 | deliver
            update that removes a firing in transit | created half-hourly, hold, 20 min, update u1 yearly | deliver
            firing of an older version | created half-hourly, hold, 20 min, update u1 half-hourly+b | deliver
            an orphan fires | orphan-entry | 2 min
            """);

    /** The entry that converging writes, and firings of outdated entries. */
    static final List<Scenario> ENTRIES = Steps.scenarios("""
            an at() is due while its create is in progress | - | create c1 once-soon
            update of a rate in its last period | created hourly+end=120, 1 h | update u1 hourly+end=120+window=5 | 1 h
            resume just after a first firing during the pause | created hourly+start=60, pause p1, 52 min | resume r1
            update issued before a resume, with a start during the pause | created yearly, pause p1, 17 min, \
                resume r1 | update u1 hourly+start=20 3m-ago
            firing of an earlier incarnation | created half-hourly, hold, 20 min, delete d1, 500 ms, \
                create c2 half-hourly+b | deliver
            create in the same second as the delete | create c1 hourly, delete d1, 500 ms | create c2 hourly+b
            an outdated entry fires after an update that did not converge | created hourly, begin-outage, \
                update u1 weekly+start=5400, idle, end-outage, drop-dead-letter | 45 min
            """);

    static final List<Scenario> RECONCILES = Steps.scenarios("""
            reconcile a lost entry | created hourly, lose-entry | reconcile | reconcile
            reconcile an entry lost after a payload update | created hourly, update u1 hourly+b, lose-entry \
                | reconcile | reconcile
            reconcile an edited entry | created hourly, edit-entry | reconcile | reconcile
            reconcile an orphan | created hourly, foreign-entry | reconcile | reconcile
            reconcile a missed firing | created once, lose-entry, 26 h | reconcile | reconcile
            reconcile a firing lost before an update | created half-hourly, lose-entry, 30 min, \
                update change yearly, 26 h | reconcile | reconcile
            reconcile a firing lost before a delete | created half-hourly, lose-entry, 30 min, delete change, 26 h \
                | reconcile | reconcile
            update after a lost firing | created half-hourly, lose-entry, 30 min | update change yearly | 26 h, reconcile
            """);
}
