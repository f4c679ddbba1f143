package com.rezagent.schedules.webapi.http;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code If-Match} header: the condition that what is changed still is what was read. Comparison is strong, so a weak
 * tag matches nothing.
 *
 * @param any whether it is {@code *}, which matches whatever there is
 * @param tags the strong tags, without their quotes
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1">RFC 9110, 13.1.1</a>
 */
public record IfMatch(boolean any, Set<String> tags) {
    private static final Pattern TAG = Pattern.compile("\\s*(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*)\"\\s*");

    public IfMatch {
        tags = Set.copyOf(tags);
    }

    /**
     * The request's condition; empty where it has none.
     *
     * @throws RefusedException {@code invalid_request} when the header is not a list of entity tags
     */
    public static Optional<IfMatch> of(HttpRequest request) {
        return request.header("if-match").map(IfMatch::parse);
    }

    private static IfMatch parse(String header) {
        if (header.strip().equals("*")) {
            return new IfMatch(true, Set.of());
        }
        Set<String> tags = new HashSet<>();
        for (String element : header.split(",", -1)) {
            Matcher tag = TAG.matcher(element);
            if (!tag.matches()) {
                throw new RefusedException(
                        ErrorCode.INVALID_REQUEST,
                        "The request is invalid",
                        "If-Match: send the ETag as it was answered, with its quotes");
            }
            if (tag.group(1) == null) {
                tags.add(tag.group(2));
            }
        }
        return new IfMatch(false, tags);
    }

    public boolean matches(String entityTag) {
        return any || tags.contains(entityTag);
    }
}
