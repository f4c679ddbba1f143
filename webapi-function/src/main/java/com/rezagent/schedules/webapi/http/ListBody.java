package com.rezagent.schedules.webapi.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Builds the body of a list. It is full at {@value #MAX_BYTES} bytes, because a Lambda function can return 6 MB. The function
 * returns the body as a JSON text, in which each quote and backslash takes one more byte. Not thread-safe.
 */
public final class ListBody {
    public static final int MAX_BYTES = 5_000_000;

    private final StringBuilder items = new StringBuilder();
    private long bytes;

    /** Adds an item if there is room for it; the first one always is. Returns whether it was added. */
    public boolean add(ObjectNode item) {
        String text = Json.write(item);
        int size = size(text);
        if (bytes > 0 && bytes + size > MAX_BYTES) {
            return false;
        }
        items.append(bytes == 0 ? "" : ",").append(text);
        bytes += size;
        return true;
    }

    public boolean isEmpty() {
        return bytes == 0;
    }

    private static int size(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int escapes = 0;
        for (byte b : utf8) {
            escapes += b == '"' || b == '\\' ? 1 : 0;
        }
        return utf8.length + escapes + 1;
    }

    /**
     * Returns the response.
     *
     * @param name of the field with the items
     * @param nextToken null on the last page
     */
    public HttpResponse response(String name, @Nullable String nextToken) {
        ObjectNode rest = Json.object().put("next_token", nextToken);
        return HttpResponse.listText(
                "{\"" + name + "\":[" + items + "]," + Json.write(rest).substring(1));
    }
}
