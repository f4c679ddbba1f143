package com.rezagent.schedules.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.error.RefusedException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageTokenTest {
    private static final String QUERY = "schedules active null";

    @Test
    void a_token_leads_back_to_where_the_page_ended() {
        assertThat(PageToken.read(QUERY, PageToken.write(QUERY, "2025-11-06T20:00:00Z#ü")))
                .contains("2025-11-06T20:00:00Z#ü");
        assertThat(PageToken.read(QUERY, null)).isEmpty();
    }

    @Test
    void a_token_of_another_query_or_of_nobodys_or_longer_than_a_key_is_refused() {
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
            assertThatThrownBy(() -> PageToken.read(QUERY, each)).as(each).isInstanceOf(RefusedException.class);
        }
    }
}
