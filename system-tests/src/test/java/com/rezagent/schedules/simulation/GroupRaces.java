package com.rezagent.schedules.simulation;

import java.util.List;

/** Pairs of concurrent invocations of which one concerns a group or a placement. */
final class GroupRaces {
    private GroupRaces() {}

    static final List<RacePair> ALL = Steps.races("""
            group pause, firing | member half-hourly, hold, 50 min | pause-group g1 1s-ago | firing
            group pause, firing of a rate | member hourly, hold, 50 min | pause-group g1 1s-ago | firing
            group pause, last firing | member once, hold, 50 min | pause-group g1 1s-ago | firing
            group pause until, firing | member half-hourly, hold, 50 min | pause-group g1 until 65 1s-ago | firing
            group pause, outdated firing | member half-hourly, hold, 50 min, update u0 half-hourly+window=5 \
                | pause-group g1 1s-ago | firing
            group resume, firing | member half-hourly, hold, 50 min, pause-group g0, 1 min | resume-group g1 1s-ago | firing
            group resume before the end, firing | member half-hourly, hold, 50 min, pause-group g0 until 90, 1 min \
                | resume-group g1 1s-ago | firing
            group delete, firing | member half-hourly, hold, 50 min | delete-group g1 1s-ago | firing
            pause until, firing | member half-hourly, hold, 50 min | pause p1 until 69:59 1s-ago | firing
            move into a paused group, firing | put billing, pause-group g0, created half-hourly, hold, 50 min \
                | move m1 in billing 1s-ago | firing
            move out of a paused group, firing | put other, member half-hourly, hold, 50 min, pause-group g0 \
                | move m1 in other 1s-ago | firing
            move, update | put billing, created hourly | move m1 in billing 2s-ago | update u1 hourly+b 1s-ago
            move, update of the timing | put billing, created hourly | move m1 in billing 1s-ago | update u1 yearly 2s-ago
            move, pause | put billing, created hourly | move m1 in billing 1s-ago | pause p1 2s-ago
            move, delete | put billing, created hourly | move m1 in billing 2s-ago | delete d1 1s-ago
            create, move | put billing | create c1 hourly 2s-ago | move m1 in billing 1s-ago
            move, create after a delete | put billing, created hourly, delete d0, 1 min \
                | move m1 in billing 2s-ago | create c2 yearly 1s-ago
            move, move | put billing, put other, created hourly | move m1 in billing 2s-ago | move m2 in other 1s-ago
            group delete, move into it | put billing, created hourly | delete-group g1 1s-ago | move m1 in billing 2s-ago
            group delete, create in it | put billing | delete-group g1 1s-ago | create c1 hourly in billing from-api 2s-ago
            group delete, delete of its member | member hourly | delete-group g1 1s-ago | delete d1 2s-ago
            group put, create in it | - | put-group g1 2s-ago | create c1 hourly in billing 1s-ago
            group put, group delete | put billing | put-group g2 2s-ago | delete-group g1 1s-ago
            group delete, group put | put billing | delete-group g0 2s-ago | put-group g1 1s-ago
            group delete and put, firing | member half-hourly, hold, 50 min, pause-group g0, hide-members, \
                delete-group g2, show-members, 1 min | put-group g1 1s-ago | firing
            group pause, group delete | put billing | pause-group g2 2s-ago | delete-group g1 1s-ago
            group pause, group resume | put billing | pause-group g2 2s-ago | resume-group g1 1s-ago
            the same group pause twice | put billing | pause-group g1 1s-ago | pause-group g1 1s-ago
            group pause, update of a member | member hourly | pause-group g1 1s-ago | update u1 hourly+window=5 2s-ago
            group pause, reconcile of a lost firing | member once, lose-entry, 26 h | pause-group g1 1s-ago | reconcile
            """);
}
