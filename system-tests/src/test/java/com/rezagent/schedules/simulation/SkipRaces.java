package com.rezagent.schedules.simulation;

import java.util.List;

/** Pairs of concurrent invocations of which one skips or unskips a firing, or restores the schedule. */
final class SkipRaces {
    private SkipRaces() {}

    static final List<RacePair> ALL = Steps.races("""
            skip, firing | created hourly, hold, until 59:40 | skip k1 60 1s-ago | firing-now
            unskip, firing | created hourly, hold, until 59:40, skip k0 60 | unskip k1 60 | firing-now
            skip of a firing that is due, firing | created once, hold, 50 min | skip k1 60 1s-ago | firing
            skip of the firing after it, firing | created half-hourly, hold, 50 min | skip k1 90 1s-ago | firing
            the same skipped firing twice | created once, skip k1 60, hold, 50 min | firing | firing
            skip, update | created half-hourly | skip k1 30 2s-ago | update u1 half-hourly+b 1s-ago
            skip, update of the timing | created half-hourly | skip k1 30 2s-ago | update u1 yearly 1s-ago
            skip of the next firing, update of the timing | created half-hourly | skip k1 2s-ago | update u1 yearly 1s-ago
            skip, unskip | created half-hourly | skip k1 30 2s-ago | unskip k2 30 1s-ago
            unskip, skip | created half-hourly, skip k0 30, 1 min | unskip k1 30 2s-ago | skip k2 30 1s-ago
            skip, skip of another firing | created half-hourly | skip k1 30 2s-ago | skip k2 60 1s-ago
            the same skip twice | created half-hourly | skip k1 1s-ago | skip k1 1s-ago
            skip, pause | created half-hourly | skip k1 30 1s-ago | pause p1 2s-ago
            skip, delete | created half-hourly | skip k1 30 2s-ago | delete d1 1s-ago
            create, skip | - | create c1 half-hourly 2s-ago | skip k1 30 1s-ago
            skip, create after a delete | created half-hourly, delete d0, 1 min | skip k1 30 1s-ago \
                | create c2 half-hourly 2s-ago
            skip, reconcile of a lost entry | created half-hourly, lose-entry | skip k1 30 1s-ago | reconcile
            restore, create | deleted hourly | restore s1 2s-ago | create c2 hourly 1s-ago
            create, restore | deleted hourly | create c2 hourly 2s-ago | restore s1 1s-ago
            restore, delete | deleted hourly | restore s1 2s-ago | delete d2 1s-ago
            delete, restore | created hourly | delete d1 2s-ago | restore s1 1s-ago
            restore, resume | deleted hourly | restore s1 2s-ago | resume r1 1s-ago
            the same restore twice | deleted hourly | restore s1 1s-ago | restore s1 1s-ago
            restore, firing of the deleted life | created half-hourly, hold, 50 min, delete d1, 1 min \
                | restore s1 1s-ago | firing
            skipped firing that arrives late, reconcile | created once, skip k1 60, hold, 26 h | firing | reconcile
            """);
}
