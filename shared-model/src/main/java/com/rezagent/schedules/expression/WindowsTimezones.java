package com.rezagent.schedules.expression;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The Windows timezone names, such as {@code Eastern Standard Time}, and the IANA id for each.
 *
 * @see <a href="https://github.com/unicode-org/cldr/blob/main/common/supplemental/windowsZones.xml">CLDR's table</a>
 */
final class WindowsTimezones {
    private static final Map<String, String> IDS = read();

    private WindowsTimezones() {}

    private static Map<String, String> read() {
        Map<String, String> ids = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        try (InputStream in = WindowsTimezones.class.getResourceAsStream("windows-timezones.txt")) {
            if (in == null) {
                throw new IllegalStateException("windows-timezones.txt is missing from the class path");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    ids.put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(ids);
    }

    /** Returns the id for a name in upper or lower case, with spaces or underscores; empty for any other text. */
    static Optional<String> idOf(String name) {
        return IDS.entrySet().stream()
                .filter(it -> it.getKey().equalsIgnoreCase(name.replace('_', ' ')))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Returns all names with their ids. */
    static Iterable<Map.Entry<String, String>> all() {
        return IDS.entrySet();
    }

    /** Returns the length of the longest name that starts at an index of a text; 0 if there is none. */
    static int lengthOfNameAt(String text, int from) {
        return IDS.keySet().stream()
                .filter(it -> text.regionMatches(true, from, it, 0, it.length()))
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }
}
