package com.rezagent.schedules.simulation;

import java.util.List;

/** Scenarios of deleted schedules that are restored. The schedule is created at 20:00 and deleted at 20:10. */
final class RestoreScenarios {
    private RestoreScenarios() {}

    static final List<Scenario> ALL = Steps.scenarios("""
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
