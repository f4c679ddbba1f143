package com.rezagent.schedules.webapi.http;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;

/**
 * The {@code If-None-Match} header of a PUT: with {@code *} it only creates.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2">RFC 9110, 13.1.2</a>
 */
public final class IfNoneMatch {
    private IfNoneMatch() {}

    /**
     * Returns whether the request may create a resource but not replace one.
     *
     * @throws RefusedException {@code invalid_request} for any other value than {@code *}, and together with {@code
     *     If-Match}
     */
    public static boolean isCreateOnly(HttpRequest request) {
        String header = request.header("if-none-match").orElse(null);
        if (header == null) {
            return false;
        }
        if (!header.strip().equals("*")) {
            throw refused("must be *, which means: only create; use If-Match to replace one version");
        }
        if (request.header("if-match").isPresent()) {
            throw refused("can't be combined with If-Match; send one of them");
        }
        return true;
    }

    private static RefusedException refused(String problem) {
        return new RefusedException(ErrorCode.INVALID_REQUEST, "The request is invalid", "If-None-Match: " + problem);
    }
}
