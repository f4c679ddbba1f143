package com.rezagent.schedules.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.local.http.RequestGuard.Denial;
import com.sun.net.httpserver.Headers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGuardTest {
    private final RequestGuard guard = new RequestGuard(3000);

    private static Headers host(String... hosts) {
        Headers headers = new Headers();
        headers.put("Host", List.of(hosts));
        return headers;
    }

    private static Headers with(String name, String... values) {
        Headers headers = host("localhost:3000");
        headers.put(name, List.of(values));
        return headers;
    }

    private static Optional<String> code(Optional<Denial> denial) {
        return denial.map(Denial::code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:3000", "LocalHost:3000", "127.0.0.1:3000", "[::1]:3000"})
    void loopback_names_with_the_port_are_accepted_in_host_and_target(String host) {
        assertThat(guard.check(host(host), null)).isEmpty();
        assertThat(guard.check(host(host), host)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:3000",
                "localhost",
                "127.0.0.1",
                "[::1]",
                "::1",
                "localhost:3001",
                "localhost:03000",
                "localhost.:3000",
                "localhost:3000.",
                "localhost:3000@evil.example",
                "evil.example@localhost:3000",
                "localhost.evil.example:3000",
                "127.0.0.1.nip.io:3000",
                "127.1:3000",
                "127.0.0.2:3000",
                "0.0.0.0:3000",
                "2130706433:3000",
                "0x7f.0.0.1:3000",
                "[::ffff:127.0.0.1]:3000",
                "[::ffff:7f00:1]:3000",
                "[0:0:0:0:0:0:0:1]:3000",
                "[::1%lo]:3000",
                "[::]:3000",
                "localhost:3000, evil.example",
                "localhost:3000/",
                "http://localhost:3000",
                "ｌocalhost:3000",
                "ﬁ:3000",
                " ",
                ""
            })
    void any_other_host_is_refused_in_host_and_target(String host) {
        assertThat(code(guard.check(host(host), null))).contains("forbidden_host");
        assertThat(code(guard.check(host("localhost:3000"), host))).contains("forbidden_host");
    }

    @Test
    void a_missing_or_duplicate_host_is_refused() {
        assertThat(code(guard.check(new Headers(), null))).contains("forbidden_host");
        assertThat(code(guard.check(host("localhost:3000", "localhost:3000"), null)))
                .contains("forbidden_host");
        assertThat(code(guard.check(host("localhost:3000", "evil.example"), null)))
                .contains("forbidden_host");
    }

    @Test
    void port_80_may_be_omitted() {
        RequestGuard standard = new RequestGuard(80);

        assertThat(standard.check(host("localhost"), null)).isEmpty();
        assertThat(standard.check(host("[::1]:80"), null)).isEmpty();
        assertThat(code(standard.check(host("localhost:3000"), null))).contains("forbidden_host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"})
    void a_page_of_this_runtime_is_accepted(String origin) {
        assertThat(guard.check(with("Origin", origin), null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "http://localhost",
                "http://localhost:5173",
                "http://127.0.0.1:8080",
                "https://localhost:3000",
                "http://localhost:3000/",
                "http://localhost:3000.evil.example",
                "http://evil.example:3000",
                "http://localhost:3000 http://evil.example",
                "file://",
                "chrome-extension://abcdefghijklmnop"
            })
    void a_page_of_another_origin_is_refused(String origin) {
        assertThat(code(guard.check(with("Origin", origin), null))).contains("forbidden_origin");
        assertThat(code(guard.check(with("Origin", "http://localhost:3000", origin), null)))
                .contains("forbidden_origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "Cross-Site"})
    void a_cross_site_request_of_a_browser_is_refused(String site) {
        assertThat(code(guard.check(with("Sec-Fetch-Site", site), null))).contains("forbidden_origin");
        assertThat(code(guard.check(with("Sec-Fetch-Site", "none", site), null)))
                .contains("forbidden_origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"same-origin", "none"})
    void a_same_origin_request_or_a_typed_address_is_accepted(String site) {
        assertThat(guard.check(with("Sec-Fetch-Site", site), null)).isEmpty();
    }

    @Test
    void a_denial_lists_the_allowed_hosts_and_quotes_nothing() {
        Denial denial = guard.check(host("<script>"), null).orElseThrow();

        assertThat(denial.details()).contains("localhost:3000, 127.0.0.1:3000, [::1]:3000");
        assertThat(denial.message() + denial.details()).doesNotContain("script");
    }
}
