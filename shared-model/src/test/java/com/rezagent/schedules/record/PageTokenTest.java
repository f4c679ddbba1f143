package com.rezagent.schedules.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.error.RefusedException;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokenTest {
    private static final String QUERY = "schedules active null";
    private static final Predicate<String> ANY = it -> true;

    @Test
    void a_token_contains_the_position_where_the_page_ended() {
        assertThat(PageToken.read(QUERY, PageToken.write(QUERY, "2025-11-06T20:00:00Z#ü"), ANY))
                .contains("2025-11-06T20:00:00Z#ü");
        assertThat(PageToken.read(QUERY, null, ANY)).isEmpty();
    }

    @Test
    void an_invalid_or_too_long_token_or_one_of_another_query_is_refused() {
        String token = PageToken.write(QUERY, "2025");
        List<String> forged = List.of(
                "",
                "junk",
                "%",
                token + "A",
                token.substring(1),
                token + "=",
                PageToken.write("schedules paused null", "2025"),
                PageToken.write(QUERY, ""),
                PageToken.write(QUERY, "x".repeat(1_025)));

        for (String each : forged) {
            assertThatThrownBy(() -> PageToken.read(QUERY, each, ANY)).as(each).isInstanceOf(RefusedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "2025-11-06T20:00:00Z#sched_a",
                "2025-13-06T20:00:00.000000000Z#sched_a",
                "2025-11-06T24:00:00.000000000Z#sched_a",
                "+292278994-08-17T07:12:55.000000000Z#sched_a",
                "2025-11-06T20:00:00.000000000Z#",
                "2025-11-06T20:00:00.000000000Z sched_a"
            })
    void a_forged_token_with_a_valid_digest_is_refused(String position) {
        String token = PageToken.write(QUERY, position);

        assertThatThrownBy(() -> PageToken.read(QUERY, token, SortKey::isOfExecution))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> PageToken.read(QUERY, token, SortKey::isOfSchedule))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void only_keys_of_executions_may_lack_an_id() {
        String token = PageToken.write(QUERY, "2025-11-06T20:00:00.000000000Z");

        assertThat(PageToken.read(QUERY, token, SortKey::isOfExecution)).isPresent();
        assertThatThrownBy(() -> PageToken.read(QUERY, token, SortKey::isOfSchedule))
                .isInstanceOf(RefusedException.class);
    }
}
