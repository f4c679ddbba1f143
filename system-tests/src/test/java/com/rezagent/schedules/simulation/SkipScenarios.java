package com.rezagent.schedules.simulation;

import java.util.List;

/** Scenarios of firings that are skipped. The schedule is created at 20:00; the next step is at 20:10. */
final class SkipScenarios {
    private SkipScenarios() {}

    static final List<Scenario> COMMANDS = Steps.scenarios("""
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
            """);

    static final List<Scenario> FIRINGS = Steps.scenarios("""
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
            """);

    static final List<Scenario> RECONCILES = Steps.scenarios("""
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
            """);
}
