package com.rezagent.schedules.simulation;

import java.util.List;

/** Pairs of concurrent invocations that concern one schedule. */
final class ScheduleRaces {
    private ScheduleRaces() {}

    static final List<RacePair> CONVERGING = Steps.races("""
            update, update | created yearly | update u1 yearly+b 2s-ago | update u2 yearly+c 1s-ago
            update, pause | created hourly | update u1 hourly+b 1s-ago | pause p1 2s-ago
            update, delete | created hourly | update u1 hourly+b 1s-ago | delete d1 2s-ago
            pause, resume | created hourly | pause p1 2s-ago | resume r1 1s-ago
            resume, pause | created hourly, pause p0, 1 min | resume r1 2s-ago | pause p1 1s-ago
            pause, delete | created hourly | pause p1 2s-ago | delete d1 1s-ago
            create, create | - | create c1 yearly 2s-ago | create c2 yearly 1s-ago
            create, different create | - | create c1 yearly 2s-ago | create c2 hourly 1s-ago
            create, pause | - | create c1 hourly 2s-ago | pause p1 1s-ago
            create, delete | - | create c1 hourly 2s-ago | delete d1 1s-ago
            delete, create | created hourly | delete d1 2s-ago | create c2 yearly 1s-ago
            the same update twice | created yearly | update u1 hourly 1s-ago | update u1 hourly 1s-ago
            the same trigger twice | created yearly | trigger t1 1s-ago | trigger t1 1s-ago
            trigger, delete | created yearly | trigger t1 2s-ago | delete d1 1s-ago
            two updates with the same If-Match | created yearly | update u1 hourly expecting 1 from-api \
                | update u2 half-hourly expecting 1 from-api
            reconcile of a lost entry, update | created hourly, lose-entry | reconcile | update u1 hourly+b 1s-ago
            reconcile of a lost entry, delete | created hourly, lose-entry | reconcile | delete d1 1s-ago
            reconcile of an edited entry, update | created hourly, edit-entry | reconcile | update u1 hourly+b 1s-ago
            reconcile of an edited entry, pause | created hourly, edit-entry | reconcile | pause p1 1s-ago
            reconcile of an edited entry, delete | created hourly, edit-entry | reconcile | delete d1 1s-ago
            reconcile, reconcile | created hourly, lose-entry | reconcile | reconcile
            reconcile of an orphan, create | edit-entry | reconcile | create c1 hourly 1s-ago
            """);

    static final List<RacePair> EXECUTING = Steps.races("""
            firing, pause | created half-hourly, hold, 50 min | firing | pause p1 1s-ago
            firing, delete | created half-hourly, hold, 50 min | firing | delete d1 1s-ago
            firing, update | created half-hourly, hold, 50 min | firing | update u1 yearly 1s-ago
            the same firing twice | created half-hourly, hold, 50 min | firing | firing
            firing of a rate, pause | created hourly, hold, 50 min | firing | pause p1 1s-ago
            firing of a rate, delete | created hourly, hold, 50 min | firing | delete d1 1s-ago
            last firing, pause | created once, hold, 50 min | firing | pause p1 1s-ago
            last firing, delete | created once, hold, 50 min | firing | delete d1 1s-ago
            last firing, update | created once, hold, 50 min | firing | update u1 yearly 1s-ago
            last firing, create | created once, hold, 50 min | firing | create c2 yearly 1s-ago
            last firing, reconcile | created once, hold, 50 min | firing | reconcile
            the same last firing twice | created once, hold, 50 min | firing | firing
            outdated firing, update | created half-hourly, hold, 50 min, update u0 half-hourly+b | firing \
                | update u1 half-hourly+c
            late firing of a completed schedule, create | created once, hold, 50 min, firing-again, run-due \
                | firing | create c2 hourly
            """);
}
