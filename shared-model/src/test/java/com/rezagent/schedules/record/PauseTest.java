package com.rezagent.schedules.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.json.Json;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PauseTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # pause      | scheduled | arrives | held back
                    10:00-12:00  | 10:00     | 10:00   | true
                    10:00-12:00  | 11:59     | 11:59   | true
                    10:00-12:00  | 11:59     | 12:00   | true
                    10:00-12:00  | 10:00     | 23:00   | true
                    10:00-12:00  | 12:00     | 12:00   | false
                    10:00-12:00  | 12:00     | 23:00   | false
                    10:00-12:00  | 12:00     | 11:59   | false
                    10:00-12:00  | 09:59     | 09:59   | false
                    10:00-12:00  | 09:59     | 10:00   | true
                    10:00-12:00  | 09:59     | 11:59   | true
                    10:00-12:00  | 09:59     | 12:00   | false
                    10:00-       | 10:00     | 10:00   | true
                    10:00-       | 09:59     | 10:00   | true
                    10:00-       | 09:59     | 09:59   | false
                    10:00-       | 23:00     | 23:00   | true
                    """)
    void holds_back_what_is_scheduled_in_it_and_earlier_firings_that_arrive_during_it(
            String pause, String scheduled, String arrives, boolean isHeldBack) {
        assertThat(pause(pause).holdsBack(at(scheduled), at(arrives))).isEqualTo(isHeldBack);
    }

    @ParameterizedTest
    @CsvSource({
        "10:00-12:00, 11:00, 10:00-11:00", // the past part remains
        "10:00-12:00, 12:00, 10:00-12:00", // it was over
        "10:00-12:00, 10:00, ", // it has held back nothing yet
        "10:00-12:00, 09:00, ", // it was still to come
        "10:00-, 11:00, ",
    })
    void resume_leaves_the_past_part_of_a_pause_with_an_end(String pause, String at, @Nullable String left) {
        assertThat(pause(pause).resumed(at(at))).isEqualTo(left == null ? null : pause(left));
    }

    @Test
    void later_pause_continues_one_that_is_in_force_and_otherwise_replaces_it() {
        assertThat(pause("11:00-13:00").replacing(pause("10:00-12:00"), at("11:00")))
                .isEqualTo(pause("10:00-13:00"));
        assertThat(pause("11:00-13:00").replacing(pause("10:00-"), at("11:00"))).isEqualTo(pause("10:00-13:00"));
        Pause later = pause("11:00-13:00").replacing(pause("10:00-11:00"), at("11:00"));
        assertThat(later.since()).isEqualTo(at("11:00"));
        assertThat(later.until()).isEqualTo(at("13:00"));
        assertThat(pause("11:00-13:00").replacing(pause("12:00-14:00"), at("11:00")))
                .isEqualTo(pause("11:00-13:00"));
        assertThat(pause("11:00-").replacing(null, at("11:00"))).isEqualTo(pause("11:00-"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # earlier    | later       | requested | held back late
                    10:00-11:00  | 12:00-13:00 | 12:00     | 10:00-10:59
                    10:00-11:00  | 14:00-15:00 | 11:30     | 10:00-10:59
                    10:00-11:00  | 12:00-      | 12:00     | 10:00-10:59
                    10:00-13:00  | 14:00-15:00 | 12:00     | 10:00-11:59
                    10:00-13:00  | 12:00-      | 12:00     | 10:00-11:59
                    """)
    void firing_of_an_earlier_pause_is_held_back_however_late_it_arrives(
            String earlier, String later, String requested, String heldBack) {
        Pause replaced = pause(later).replacing(pause(earlier), at(requested));
        Pause cancelled = replaced.resumed(at("13:30"));
        for (String time : heldBack.split("-")) {
            assertThat(replaced.holdsBack(at(time), at("13:15"))).isTrue();
            assertThat(cancelled.holdsBack(at(time), at("23:00"))).isTrue();
        }
        assertThat(cancelled.holdsBack(at("09:59"), at("23:00"))).isFalse();
        assertThat(cancelled.holdsBack(at("13:30"), at("23:00"))).isFalse();
    }

    @Test
    void earlier_pauses_are_kept_while_they_may_matter() {
        Pause kept = pause("14:00-15:00")
                .replacing(
                        pause("12:00-13:00")
                                .replacing(
                                        pause("10:00-11:00").replacing(pause("08:00-09:00"), at("10:00")), at("12:00")),
                        at("14:00"));
        assertThat(kept.holdsBack(at("10:30"), at("16:00"))).isTrue();
        assertThat(kept.holdsBack(at("12:30"), at("16:00"))).isTrue();
        assertThat(kept.holdsBack(at("08:30"), at("16:00"))).isFalse();
        Instant later = at("13:00").plus(Duration.ofDays(15));
        Pause next = new Pause(later, null, null, null);
        assertThat(next.replacing(pause("12:00-13:00"), later)).isEqualTo(next);
        assertThat(Pause.read(Json.parse(Json.write(kept.write())))).isEqualTo(kept);
    }

    @Test
    void stored_form_round_trips() {
        for (Pause pause : new Pause[] {
            pause("10:00-12:00"), pause("10:00-"), new Pause(at("10:00"), at("12:00"), "why \uD83C\uDFCC", "arn:x")
        }) {
            assertThat(Pause.read(Json.parse(Json.write(pause.write())))).isEqualTo(pause);
        }
    }

    private static Pause pause(String text) {
        String[] parts = text.split("-", 2);
        return new Pause(at(parts[0]), parts[1].isEmpty() ? null : at(parts[1]), null, null);
    }

    private static Instant at(String time) {
        return Instant.parse("2026-01-05T" + time + ":00Z");
    }
}
