package com.rezagent.schedules.webapi.http;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code If-Match} header: a change is applied only if the schedule is still the one that was read. Comparison is
 * strong, so a weak tag matches nothing.
 *
 * @param any whether the header is {@code *}, which matches any existing schedule
 * @param tags the strong tags, without their quotes
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1">RFC 9110, 13.1.1</a>
 */
public record IfMatch(boolean any, Set<String> tags) {
    /**
     * One element of the list, up to its comma or the end of the header: a tag, which may contain commas itself, or
     * nothing. Ends with {@code \z} because {@code $} would also match before a final line break; that match is empty,
     * so the loop would never advance.
     */
    private static final Pattern ELEMENT =
            Pattern.compile("[ \\t]*(?:(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*)\")?[ \\t]*(?:,|\\z)");

    public IfMatch {
        tags = Set.copyOf(tags);
    }

    /**
     * Returns the condition of a request; empty if it has none.
     *
     * @throws RefusedException {@code invalid_request} if the header is not a list of entity tags
     */
    public static Optional<IfMatch> of(HttpRequest request) {
        return request.header("if-match").map(IfMatch::parse);
    }

    private static IfMatch parse(String header) {
        if (header.strip().equals("*")) {
            return new IfMatch(true, Set.of());
        }
        Set<String> tags = new HashSet<>();
        boolean isEmpty = true;
        Matcher element = ELEMENT.matcher(header);
        while (element.regionStart() < header.length()) {
            if (!element.lookingAt()) {
                throw malformed();
            }
            if (element.group(2) != null) {
                isEmpty = false;
                if (element.group(1) == null) {
                    tags.add(element.group(2));
                }
            }
            element.region(element.end(), header.length());
        }
        if (isEmpty) {
            throw malformed();
        }
        return new IfMatch(false, tags);
    }

    private static RefusedException malformed() {
        return new RefusedException(
                ErrorCode.INVALID_REQUEST,
                "The request is invalid",
                "If-Match: must be a list of entity tags; send the ETag of a response, including its quotes");
    }

    public boolean matches(String entityTag) {
        return any || tags.contains(entityTag);
    }
}
