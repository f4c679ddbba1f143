package com.rezagent.schedules.messaging;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** A message for a topic: its body and its attributes, all of type String. */
public record TopicMessage(String body, Map<String, String> attributes) {
    /**
     * SNS's limit for one message, body and attributes together, in bytes of UTF-8.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html">Publish</a>
     */
    public static final int MAX_BYTES = 262_144;

    private static final int TYPE_BYTES = "String".length();

    public TopicMessage {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /** Returns a copy with another attribute. */
    public TopicMessage with(String attribute, String value) {
        Map<String, String> all = new TreeMap<>(attributes);
        all.put(attribute, value);
        return new TopicMessage(body, all);
    }

    /** Returns the size of the body and the attributes (name, type and value) in bytes of UTF-8. */
    public int bytes() {
        int bytes = utf8(body);
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            bytes += utf8(attribute.getKey()) + TYPE_BYTES + utf8(attribute.getValue());
        }
        return bytes;
    }

    /** Returns whether the message exceeds {@link #MAX_BYTES}. */
    public boolean isTooLarge() {
        return bytes() > MAX_BYTES;
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
