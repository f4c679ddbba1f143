package com.rezagent.schedules.simulation;

import java.util.List;

/** Scenarios that are run with faults at every call. The clock starts at 20:00. */
final class Scenarios {
    private Scenarios() {}

    /** Of one schedule, which fires after 20:10 if it is created. */
    static final List<Scenario> SCHEDULES = Steps.scenarios("""
            # commands
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
            # commands that arrive late, or whose stamps decide their effect
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
            # executions
            a cron fires | created half-hourly | 20 min
            a rate fires | created hourly | 50 min
            an at() fires and completes | created once | 50 min
            the last cron firing completes the schedule | created half-hourly+end=60 | 50 min
            pause while a firing is in transit | created once, hold, 50 min, pause p1 | deliver
            delete while a firing is in transit | created once, hold, 50 min, delete d1 | deliver
            update that removes a firing in transit | created half-hourly, hold, 20 min, update u1 yearly | deliver
            firing of an older version | created half-hourly, hold, 20 min, update u1 half-hourly+b | deliver
            an orphan fires | orphan-entry | 2 min
            # the entry that converging writes, and firings of outdated entries
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
            # reconcile runs
            reconcile a lost entry | created hourly, lose-entry | reconcile | reconcile
            reconcile an entry lost after a payload update | created hourly, update u1 hourly+b, lose-entry \
                | reconcile | reconcile
            reconcile an edited entry | created hourly, edit-entry | reconcile | reconcile
            reconcile an orphan | created hourly, foreign-entry | reconcile | reconcile
            reconcile a missed firing | created once, lose-entry, 26 h | reconcile | reconcile
            reconcile a paused schedule that has no firing left | created once, pause p1, 26 h | reconcile | reconcile
            reconcile a firing lost before an update | created half-hourly, lose-entry, 30 min, \
                update change yearly, 26 h | reconcile | reconcile
            reconcile a firing lost before a delete | created half-hourly, lose-entry, 30 min, delete change, 26 h \
                | reconcile | reconcile
            update after a lost firing | created half-hourly, lose-entry, 30 min | update change yearly | 26 h, reconcile
            """);

    /** Of groups, placement, and pauses that end by themselves. */
    static final List<Scenario> GROUPS = Steps.scenarios("""
            # commands
            put a group | - | put-group g1
            replace the settings of a group | put billing | put-group g1 titled another
            pause a group | member half-hourly | pause-group g1
            pause a group until | member half-hourly | pause-group g1 until 60
            pause a group later | member half-hourly | pause-group g1 from 60 until 90
            resume a group | member half-hourly, pause-group g1, 5 min | resume-group g2
            pause the default group | created half-hourly | pause-group g1 of default
            pause an unknown group | - | pause-group g1 from-api
            delete a group | put billing | delete-group g1
            delete a group with a member | member yearly | delete-group g1 from-api
            delete the default group | - | delete-group g1 of default from-api
            put a deleted group | put billing, delete-group g1, 1 min | put-group g2
            create in a group | put billing | create c1 hourly in billing
            create in an unknown group | - | create c1 hourly in billing from-api
            identical create in another group | member yearly | create c2 yearly from-api
            move | put billing, created hourly | move m1 in billing
            move to an unknown group | created hourly | move m1 in billing from-api
            move of a paused schedule | put billing, created hourly, pause p1, 1 min | move m1 in billing
            create again after a move and a delete | put billing, created hourly, move m1 in billing, 1 min, \
                delete d1, 1 min | create c2 hourly
            pause until | created half-hourly | pause p1 until 60
            resume before the end of a pause | created half-hourly, pause p1 until 60, 5 min | resume r1
            plain pause after a pause until | created half-hourly, pause p1 until 60, 5 min | pause p2
            pause until after a plain pause | created half-hourly, pause p1, 5 min | pause p2 until 60
            update during a pause until | created half-hourly, pause p1 until 60, 5 min | update u1 hourly
            # firings that meet the gates: the cron fires at :00 and :30, the rate at :00
            a firing in a paused group | member half-hourly, pause-group g1 | 25 min | resume-group g2, 25 min
            a firing at the end of a group's pause | member half-hourly, pause-group g1 until 30 | 25 min
            a firing at the start of a group's pause | member half-hourly, pause-group g1 from 30 until 55 | 25 min
            a firing before a group's pause that arrives during it | member half-hourly, hold, 21 min, \
                pause-group g1 | deliver
            a firing during a group's pause that arrives after it | member half-hourly, pause-group g1 until 40, \
                hold, 40 min | deliver
            a firing during a group's pause that arrives after its early end | member half-hourly, \
                pause-group g1 until 60, hold, 25 min, resume-group g2, 1 min | deliver
            a firing during a pause until | created half-hourly, pause p1 until 40 | 25 min | 25 min
            a firing at the end of a pause until | created half-hourly, pause p1 until 30 | 25 min
            a firing during a pause until that arrives after it | created half-hourly, pause p1 until 40, hold, \
                40 min | deliver
            a firing during a pause until that arrives after its early end | created half-hourly, pause p1 until 60, \
                hold, 25 min, resume r1, 1 min | deliver
            a rate fires during a pause until | created hourly, pause p1 until 75 | 60 min | 60 min
            an at() during a pause until completes the schedule | created once, pause p1 until 90 | 60 min
            a firing of a schedule paused until in a paused group | member half-hourly, pause p1 until 40, \
                pause-group g1 until 75 | 25 min | 60 min
            an outdated firing in a paused group | member half-hourly, hold, 21 min, update u1 yearly, \
                pause-group g1 | deliver
            a firing of a schedule that was deleted in a paused group | member half-hourly, hold, 21 min, \
                pause-group g1, delete d1 | deliver
            a firing of a schedule that failed in a paused group | member half-hourly, hold, 21 min, refuse, \
                update u1 half-hourly+window=5, pause-group g1 | deliver
            a firing before its schedule was created again in a paused group | member half-hourly, hold, 21 min, \
                delete d1, pause-group g1, 1 min, create c2 half-hourly in billing | deliver
            an outdated firing during a pause until | created half-hourly, hold, 21 min, update u1 yearly, \
                pause p1 until 60 | deliver
            a firing of a schedule that was moved into a paused group | put billing, pause-group g1, \
                created half-hourly, hold, 21 min, move m1 in billing | deliver
            a firing of a schedule that was moved out of a paused group | put other, member half-hourly, \
                pause-group g1, hold, 21 min, move m1 in other | deliver
            a firing in a group that was deleted while it was paused | member half-hourly, pause-group g1, \
                hide-members, delete-group g2, show-members | 25 min
            a firing in a group that was deleted while it was paused, and put again | member half-hourly, \
                pause-group g1, hide-members, delete-group g2, show-members, 1 min, put-group g3 | 25 min
            an at() is due in a paused group while its create is in progress | put billing, pause-group g1 \
                | create c1 once-soon in billing
            trigger in a paused group | member yearly, pause p1 until 60, pause-group g1 | trigger t1
            # reconcile runs
            reconcile a firing lost in a paused group | member once, pause-group g1 until 90, lose-entry, 26 h \
                | reconcile | reconcile
            reconcile a firing lost during a pause until | created once, pause p1 until 90, lose-entry, 26 h \
                | reconcile | reconcile
            reconcile a firing lost at the end of a pause until | created once, pause p1 until 60, lose-entry, \
                26 h | reconcile | reconcile
            reconcile after the end of a pause until | created yearly, pause p1 until 60, 1 h | reconcile | reconcile
            """);

    /** Of firings that are skipped and of restores. The schedule is created at 20:00; the next step is at 20:10. */
    static final List<Scenario> SKIPS = Steps.scenarios("""
            # commands
            skip a firing | created half-hourly | skip k1 30
            skip the next firing | created half-hourly | skip k1
            skip a firing of a rate | created hourly | skip k1 60
            skip a time within the tolerance of a rate | created hourly | skip k1 59:31
            skip a time outside the tolerance of a rate | created hourly | skip k1 60:30
            skip the same firing again | created half-hourly, skip k1 30 | skip k2 30
            skip the next firing again | created half-hourly, skip k1 | skip k2
            unskip a firing | created half-hourly, skip k1 30 | unskip k2 30
            unskip a firing that is not skipped | created half-hourly | unskip k1 30
            skip what is no firing | created half-hourly | skip k1 31
            skip a firing that has passed | created half-hourly, 25 min | skip k1 30
            skip the next firing of a completed schedule | created once, 120 min | skip k1
            skip the 51st firing | created half-hourly, skip-half-hours 50 | skip k51 1530
            skip a firing of a missing schedule | - | skip k1 30 from-api
            skip a firing before the create arrives | - | skip k1 30 -31s-ago, 30 s, create c1 half-hourly
            skip issued before an unskip | created half-hourly, unskip k2 30, 1 min | skip k1 30 5m-ago
            unskip issued before a skip | created half-hourly, skip k2 30, 1 min | unskip k1 30 5m-ago
            skip issued between a delete and the next create | created half-hourly, delete d1, 2 min, \
                create c2 half-hourly+b | skip k1 30 1m-ago | 25 min
            skip issued before a delete that has arrived | created half-hourly, delete d1, 1 min | skip k1 30 5m-ago
            overtaken delete after an older skip | created half-hourly, skip k1 30 17m-ago | delete d1 15m-ago | 25 min
            create again after a skip and a delete | created half-hourly, skip k1 30, 1 min, delete d1, 1 min \
                | create c2 half-hourly | 25 min
            update the payload after a skip | created half-hourly, skip k1 30 | update u1 half-hourly+b | 25 min
            update the timing after a skip, and back | created half-hourly, skip k1 30 | update u1 20-minutely \
                | update u2 half-hourly, 25 min
            unskip a firing that the definition no longer has | created half-hourly, skip k1 30, \
                update u1 20-minutely | unskip k2 30 | update u2 half-hourly, 25 min
            skip a firing of a paused schedule | created half-hourly, pause p1 | skip k1 30 | resume r1, 25 min
            skip a firing after the engine refused the schedule | created half-hourly, refuse, update u1 yearly \
                | skip k1 first-of-yearly
            # firings
            a skipped cron firing | created half-hourly, skip k1 30 | 25 min
            a skipped rate firing | created hourly, skip k1 60 | 55 min
            a skipped at() | created once, skip k1 | 55 min
            the firing after a skipped one | created half-hourly, skip k1 30 | 55 min
            a firing that was skipped and unskipped | created half-hourly, skip k1 30, 1 min, unskip k2 30 | 24 min
            a skipped firing that arrives late | created half-hourly, skip k1 30, hold, 21 min | deliver
            a skipped firing that arrives a day late | created daily, skip k1 30, hold, 21 min, 23 h | deliver
            a skipped firing that arrives after its audit | created once, skip k1 60, hold, 27 h, reconcile | deliver
            a skipped firing of a rate that is reported early | created hourly, skip k1 60, hold | until 59:40, firing-now
            a skipped firing of a rate that is reported late | created hourly, skip k1 60, hold | until 60:29, firing-now
            a skipped firing of an outdated entry | created half-hourly, skip k1 30, hold, 21 min, \
                update u1 half-hourly+window=5 | deliver
            a skipped firing that the definition no longer has | created half-hourly, skip k1 30, hold, 21 min, \
                update u1 yearly | deliver
            a skipped firing of a deleted schedule | created half-hourly, skip k1 30, hold, 21 min, delete d1 | deliver
            a skipped firing during a pause until | created half-hourly, skip k1 30, pause p1 until 45 | 25 min
            a skipped firing in a paused group | member half-hourly, skip k1 30, pause-group g1 | 25 min
            trigger at the time of a skipped firing | created half-hourly, skip k1 30, hold, 20 min | trigger t1
            # reconcile runs
            reconcile a skipped firing that never came | created once, skip k1 60, lose-entry, 26 h | reconcile | reconcile
            reconcile a skipped firing of a rate that never came | created hourly, skip k1 60, lose-entry, 55 min, \
                delete d1, 26 h | reconcile | reconcile
            reconcile a skipped firing that never came before an update | created half-hourly, skip k1 30, \
                lose-entry, 30 min, update u1 yearly, 26 h | reconcile | reconcile
            reconcile a skipped firing that never came before a delete | created half-hourly, skip k1 30, \
                lose-entry, 30 min, delete d1, 26 h | reconcile | reconcile
            reconcile a skipped firing that never came before the schedule was created again | created half-hourly, \
                skip k1 30, lose-entry, 30 min, delete d1, 1 min, create c2 yearly, 26 h | reconcile | reconcile
            reconcile a firing that was unskipped and never came | created half-hourly, skip k1 30, 1 min, \
                unskip k2 30, lose-entry, 30 min, update u1 yearly, 26 h | reconcile | reconcile
            reconcile a firing whose skip was requested in an earlier life | created half-hourly, skip k1 30, 1 min, \
                delete d1, 1 min, create c2 half-hourly, lose-entry, 30 min, update u1 yearly, 26 h | reconcile \
                | reconcile
            reconcile a firing of an ended life whose skip was requested in an earlier life | created half-hourly, \
                skip k1 30, 1 min, delete d1, 1 min, create c2 half-hourly, lose-entry, 30 min, delete d2, 26 h \
                | reconcile | reconcile
            # schedules that are deleted at 20:10, and restored
            restore | deleted half-hourly | restore s1 | 25 min
            restore a rate and resume it | deleted hourly | restore s1 | resume r1, 65 min
            restore of an existing schedule | created hourly | restore s1 from-api
            restore of a paused schedule | created hourly, pause p1 | restore s1 from-api
            restore of a completed schedule | created once, 60 min | restore s1 from-api
            restore of a missing schedule | - | restore s1 from-api
            the same restore again | deleted hourly, restore s1 | restore s2 from-api
            restore that arrives before the delete | created hourly | restore s1 -31s-ago, 30 s, delete d1
            restore issued before a delete that has arrived | deleted hourly | restore s1 5m-ago
            restore of a schedule that was moved | put billing, put other, created hourly, move m1 in other, \
                delete d1, 1 min | restore s1
            restore into a group that was deleted | member hourly, delete d1, delete-group g1, 1 min | restore s1 from-api
            restore of a schedule whose firings are over | deleted once, 60 min | restore s1 from-api
            restore after an update and a delete | created hourly, update u1 half-hourly, 1 min, delete d1, 1 min \
                | restore s1
            restore after a skip | created half-hourly, skip k1 30, 1 min, delete d1, 1 min | restore s1 | resume r1, 25 min
            firing of the deleted life after a restore | created half-hourly, hold, 21 min, delete d1, 1 min, \
                restore s1, resume r1 | deliver
            reconcile a firing lost before a delete and a restore | created half-hourly, lose-entry, 30 min, \
                delete d1, 1 min, restore s1, 26 h | reconcile | reconcile
            create of a restored schedule | deleted hourly, restore s1, 1 min | create c2 hourly from-api
            resume issued before the restore | deleted hourly, restore s1 | resume r1 30s-ago
            """);
}
