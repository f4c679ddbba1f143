package com.rezagent.schedules.scheduler.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.scheduler.reconcile.PagedScan.Position;
import com.rezagent.schedules.scheduler.reconcile.PagedScan.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PagedScanTest {
    private final List<String> visited = new ArrayList<>();
    private int checksLeft = Integer.MAX_VALUE;

    /** Pages of two items: a b, c d, e. */
    private static Page<String> page(@Nullable String token) {
        List<String> all = List.of("a", "b", "c", "d", "e");
        int from = token == null ? 0 : Integer.parseInt(token);
        int to = Math.min(from + 2, all.size());
        return new Page<>(all.subList(from, to), to == all.size() ? null : String.valueOf(to));
    }

    private PagedScan<String> scan() {
        return new PagedScan<>(() -> checksLeft-- <= 0);
    }

    private Progress<String> run(PagedScan<String> scan, Position<String> start) {
        return run(scan, start, it -> true);
    }

    private Progress<String> run(PagedScan<String> scan, Position<String> start, Predicate<String> isDone) {
        return scan.run(start, PagedScanTest::page, it -> visited.add(it) && isDone.test(it));
    }

    @Test
    void visits_every_item_in_order() {
        Progress<String> progress = run(scan(), Position.start());

        assertThat(visited).containsExactly("a", "b", "c", "d", "e");
        assertThat(progress.stoppedAt()).isEmpty();
        assertThat(progress.listed()).isEqualTo(5);
    }

    @Test
    void visits_one_item_even_if_time_is_up() {
        checksLeft = 0;

        Progress<String> progress = run(scan(), Position.start());

        assertThat(visited).containsExactly("a");
        assertThat(progress.stoppedAt()).contains(new Position<>(null, "a", 0));
    }

    @Test
    void any_number_of_short_invocations_visits_every_item_once() {
        Position<String> at = Position.start();
        int invocations = 0;
        while (at != null) {
            checksLeft = invocations % 3;
            at = run(scan(), at).stoppedAt().orElse(null);
            invocations++;
        }

        assertThat(visited).containsExactly("a", "b", "c", "d", "e");
        assertThat(invocations).isGreaterThan(2);
    }

    @Test
    void stops_before_the_next_page_with_the_items_listed_so_far() {
        checksLeft = 1;

        assertThat(run(scan(), Position.start()).stoppedAt()).contains(new Position<>("2", null, 2));
        assertThat(visited).containsExactly("a", "b");
    }

    @Test
    void continues_with_an_item_that_was_not_done() {
        Progress<String> progress = run(scan(), Position.start(), it -> !it.equals("d"));

        assertThat(visited).containsExactly("a", "b", "c", "d");
        assertThat(progress.stoppedAt()).contains(new Position<>("2", "c", 2));
        run(scan(), progress.stoppedAt().orElseThrow());
        assertThat(visited).containsExactly("a", "b", "c", "d", "d", "e");
    }

    @Test
    void repeats_a_page_whose_last_visited_item_is_gone() {
        run(scan(), new Position<>("2", "gone", 2));

        assertThat(visited).containsExactly("c", "d", "e");
    }

    @Test
    void item_in_two_lists_is_visited_once_without_looking_at_the_time() {
        PagedScan<String> scan = scan();
        run(scan, Position.start());
        checksLeft = 3;

        Progress<String> second = run(scan, Position.start());

        assertThat(visited).hasSize(5);
        assertThat(second.stoppedAt()).isEmpty();
        assertThat(checksLeft).as("one check for each page").isZero();
    }
}
