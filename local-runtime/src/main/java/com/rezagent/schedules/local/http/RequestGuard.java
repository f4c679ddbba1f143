package com.rezagent.schedules.local.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that a web page makes a browser send to this machine: DNS rebinding is recognized by the Host
 * header, pages of other origins by the Origin and Sec-Fetch-Site headers. Thread-safe.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#origin-header">The Origin header</a>
 * @see <a href="https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header">The Sec-Fetch-Site header</a>
 */
final class RequestGuard {
    private static final List<String> NAMES = List.of("localhost", "127.0.0.1", "[::1]");
    private static final int HTTP_PORT = 80;

    private final List<String> authorities;
    private final Set<String> origins;

    /** @param port the port that this runtime listens on; the Host header may omit port 80 */
    RequestGuard(int port) {
        authorities = NAMES.stream()
                .flatMap(it -> port == HTTP_PORT ? Stream.of(it, it + ":" + port) : Stream.of(it + ":" + port))
                .toList();
        origins = authorities.stream().map(it -> "http://" + it).collect(Collectors.toUnmodifiableSet());
    }

    /** Why a request is refused: the error's code, message and details. */
    record Denial(String code, String message, String details) {}

    Optional<Denial> check(HttpExchange exchange) {
        String target = exchange.getRequestURI().getRawAuthority();
        return check(exchange.getRequestHeaders(), target);
    }

    /**
     * Returns why a request is refused; empty if it is allowed.
     *
     * @param target authority of a request target in absolute form; null if the target is a path
     */
    Optional<Denial> check(Headers headers, @Nullable String target) {
        List<String> hosts = values(headers, "Host");
        if (hosts.size() != 1 || !isOwn(hosts.get(0)) || (target != null && !isOwn(target))) {
            return Optional.of(new Denial(
                    "forbidden_host",
                    "The request is not addressed to this local runtime",
                    "Host: must be one of " + String.join(", ", authorities)));
        }
        if (!origins.containsAll(values(headers, "Origin"))) {
            return Optional.of(new Denial(
                    "forbidden_origin",
                    "A web page of another origin may not call this local runtime",
                    "Origin: must be http:// and one of " + String.join(", ", authorities)
                            + "; send the request from a program instead"));
        }
        if (values(headers, "Sec-Fetch-Site").stream().anyMatch("cross-site"::equalsIgnoreCase)) {
            return Optional.of(new Denial(
                    "forbidden_origin",
                    "A web page of another site may not call this local runtime",
                    "Sec-Fetch-Site: must not be cross-site; enter the address in the browser, or send the request from"
                            + " a program"));
        }
        return Optional.empty();
    }

    private boolean isOwn(String authority) {
        return authorities.contains(authority.toLowerCase(Locale.ROOT));
    }

    private static List<String> values(Headers headers, String name) {
        List<String> values = headers.get(name);
        return values == null ? List.of() : values;
    }
}
