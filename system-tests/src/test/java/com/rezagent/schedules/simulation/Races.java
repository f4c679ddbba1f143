package com.rezagent.schedules.simulation;

import java.util.List;
import java.util.stream.Stream;

/** Pairs of concurrent invocations. */
final class Races {
    private Races() {}

    static Stream<RacePair> pairs() {
        return Stream.concat(SMALL.stream(), LARGE.stream());
    }

    /** Returns whether a pair has more than a thousand equivalence classes. */
    static boolean isLarge(RacePair pair) {
        return LARGE.contains(pair);
    }

    private static final List<RacePair> LARGE = Steps.races("""
            reconcile of an orphan, create | edit-entry | reconcile | create c1 hourly 1s-ago
            last firing, reconcile | created once, hold, 50 min | firing | reconcile
            skipped firing that arrives late, reconcile | created once, skip k1 60, hold, 26 h | firing | reconcile
            create, skip | - | create c1 half-hourly 2s-ago | skip k1 30 1s-ago
            reconcile, sweep that retries | reports first-failed:5, waiting once+retried, 45 s | reconcile | sweep
            """);

    private static final List<RacePair> SMALL = Steps.races("""
            # commands of one schedule, reconcile runs
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
            # executions
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
            the same last firing twice | created once, hold, 50 min | firing | firing
            outdated firing, update | created half-hourly, hold, 50 min, update u0 half-hourly+b | firing \
                | update u1 half-hourly+c
            late firing of a completed schedule, create | created once, hold, 50 min, firing-again, run-due \
                | firing | create c2 hourly
            # one concerns a group or a placement
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
            # one skips or unskips a firing, or restores the schedule
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
            # one is a report or a sweep; the schedule fires at 21:00
            firing, its report of a success | created once+retried, hold, 50 min | firing | report succeeded 1
            firing, its report of a failure | created once+retried, hold, 50 min | firing | report failed 1
            firing, its report of a start | created once+retried, hold, 50 min | firing | report started 1
            two reports of a success | waiting once+retried | report succeeded 1 | report succeeded 1
            success, failure | waiting once+retried | report succeeded 1 | report failed 1
            report, sweep that is in time | waiting once+retried | report failed 1 | sweep
            success, sweep that times out | waiting once+retried, 91 s | report succeeded 1 | sweep
            failure, sweep that times out | waiting once+retried, 91 s | report failed 1 | sweep
            two sweeps that time out | waiting once+retried, 91 s | sweep | sweep
            two sweeps that retry | reports first-failed:5, waiting once+retried, 45 s | sweep | sweep
            late success, sweep that retries | reports first-failed:5, waiting once+retried, 45 s \
                | report succeeded 1 | sweep
            success of the second attempt, its sweep | reports first-failed:5, waiting once+retried, 45 s \
                | report succeeded 2 | sweep
            delete, sweep that retries | reports first-failed:5, waiting once+retried, 45 s | delete d1 1s-ago | sweep
            pause, sweep that retries | reports first-failed:5, waiting once+retried, 45 s | pause p1 1s-ago | sweep
            update without a run policy, sweep that retries | reports first-failed:5, waiting once+retried, 45 s \
                | update u1 once 1s-ago | sweep
            firing again, sweep that retries | reports first-failed:5, waiting once+retried, 45 s | firing | sweep
            last failure of a schedule that pauses itself, resume | waiting once+pausing | report failed 1 \
                | resume r1 1s-ago
            firing of a schedule without overlap, the same again | created half-hourly+no-overlap, hold, 50 min \
                | firing | firing
            two firings of a schedule without overlap | created half-hourly+no-overlap, hold, 50 min | firing \
                | firing-before
            """);
}
