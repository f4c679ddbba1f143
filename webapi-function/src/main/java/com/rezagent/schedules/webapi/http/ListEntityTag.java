package com.rezagent.schedules.webapi.http;

import com.rezagent.schedules.record.Digest;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The weak {@code ETag} of a list, and the response to a request for a list that the caller has already.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2">RFC 9110, 13.1.2</a>
 */
public final class ListEntityTag {
    /** A tag in a header. Weak and strong ones are compared alike; what is no tag matches nothing. */
    private static final Pattern TAG = Pattern.compile("\"[\\x21\\x23-\\x7E\\x80-\\xFF]*\"");

    private static final String WEAK = "W/";

    private ListEntityTag() {}

    /** Returns the tag of a list with this body. */
    static String of(String body) {
        return WEAK + '"' + Digest.hex128(body) + '"';
    }

    /**
     * Returns a {@code 304} without a body if the response has a list that {@code If-None-Match} names; otherwise the response
     * itself. A single resource is always returned, because {@code next_execution} moves with the clock.
     */
    public static HttpResponse unlessKnown(HttpRequest request, HttpResponse response) {
        String tag = response.headers().getOrDefault("ETag", "");
        if (response.status() != 200 || !tag.startsWith(WEAK)) {
            return response;
        }
        boolean isKnown = request.header("if-none-match")
                .filter(it -> names(it, tag.substring(WEAK.length())))
                .isPresent();
        return isKnown
                ? new HttpResponse(304, Map.of(), "")
                        .with("Cache-Control", HttpResponse.NOT_CACHED)
                        .with("ETag", tag)
                : response;
    }

    private static boolean names(String header, String tag) {
        if (header.strip().equals("*")) {
            return true;
        }
        Matcher tags = TAG.matcher(header);
        while (tags.find()) {
            if (tags.group().equals(tag)) {
                return true;
            }
        }
        return false;
    }
}
