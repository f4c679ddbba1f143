package com.rezagent.schedules.contract;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One HTTP request and its response.
 *
 * @param path not decoded, without a stage prefix
 * @param requestHeaders by lower-case name
 * @param requestBody text, or empty
 * @param responseHeaders by lower-case name
 * @param responseBody text, or empty
 */
public record Exchange(
        String method,
        String path,
        String query,
        Map<String, String> requestHeaders,
        String requestBody,
        int status,
        Map<String, String> responseHeaders,
        String responseBody) {
    public Exchange {
        requestHeaders = lowerCase(requestHeaders);
        responseHeaders = lowerCase(responseHeaders);
    }

    private static Map<String, String> lowerCase(Map<String, String> headers) {
        Map<String, String> lower = new TreeMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return lower;
    }

    @Override
    public String toString() {
        String shown = responseBody.length() > 600 ? responseBody.substring(0, 600) + "…" : responseBody;
        return method + " " + path + "?" + query + " -> " + status + " " + responseHeaders + " " + shown;
    }
}
