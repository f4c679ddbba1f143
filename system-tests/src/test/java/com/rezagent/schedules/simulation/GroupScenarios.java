package com.rezagent.schedules.simulation;

import java.util.List;

/** Scenarios of groups, placement, and pauses that end by themselves. */
final class GroupScenarios {
    private GroupScenarios() {}

    static final List<Scenario> COMMANDS = Steps.scenarios("""
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
            """);

    /** Firings that meet the gates. The cron fires at :00 and :30, the rate at :00; the clock starts at 20:00. */
    static final List<Scenario> FIRINGS = Steps.scenarios("""
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
            """);

    static final List<Scenario> RECONCILES = Steps.scenarios("""
            reconcile a firing lost in a paused group | member once, pause-group g1 until 90, lose-entry, 26 h \
                | reconcile | reconcile
            reconcile a firing lost during a pause until | created once, pause p1 until 90, lose-entry, 26 h \
                | reconcile | reconcile
            reconcile a firing lost at the end of a pause until | created once, pause p1 until 60, lose-entry, \
                26 h | reconcile | reconcile
            reconcile after the end of a pause until | created yearly, pause p1 until 60, 1 h | reconcile | reconcile
            """);
}
