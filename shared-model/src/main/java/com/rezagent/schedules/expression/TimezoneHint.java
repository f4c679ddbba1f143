package com.rezagent.schedules.expression;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the timezone id that was probably meant by an invalid one. */
final class TimezoneHint {
    private static final int MAX_EDITS = 2;
    private static final int CHARACTERS_PER_EDIT = 4;

    private static final Pattern OFFSET = Pattern.compile("(?:utc|gmt)?([+-])(\\d{1,2})(?::?(\\d{2}))?");

    private static final Pattern DAYLIGHT = Pattern.compile("(?i)daylight");

    /** An abbreviation means an offset, some mean several; these are the places that are meant most often. */
    private static final Map<String, List<String>> ABBREVIATIONS = Map.ofEntries(
            Map.entry("est", List.of("America/New_York", "America/Panama, which has the same offset all year")),
            Map.entry("edt", List.of("America/New_York")),
            Map.entry("cst", List.of("America/Chicago", "America/Havana", "Asia/Shanghai")),
            Map.entry("cdt", List.of("America/Chicago", "America/Havana")),
            Map.entry("mst", List.of("America/Denver", "America/Phoenix, which has the same offset all year")),
            Map.entry("mdt", List.of("America/Denver")),
            Map.entry("pst", List.of("America/Los_Angeles", "Asia/Manila")),
            Map.entry("pdt", List.of("America/Los_Angeles")),
            Map.entry("akst", List.of("America/Anchorage")),
            Map.entry("akdt", List.of("America/Anchorage")),
            Map.entry("hst", List.of("Pacific/Honolulu")),
            Map.entry("bst", List.of("Europe/London", "Asia/Dhaka")),
            Map.entry("cest", List.of("Europe/Berlin")),
            Map.entry("eest", List.of("Europe/Athens")),
            Map.entry("ist", List.of("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem")),
            Map.entry("jst", List.of("Asia/Tokyo")),
            Map.entry("kst", List.of("Asia/Seoul")),
            Map.entry("aest", List.of("Australia/Sydney", "Australia/Brisbane, which has the same offset all year")),
            Map.entry("aedt", List.of("Australia/Sydney")),
            Map.entry("nzst", List.of("Pacific/Auckland")),
            Map.entry("nzdt", List.of("Pacific/Auckland")));

    /** Former ids, and ids that only some versions of Java's timezone data contain. */
    private static final Map<String, String> OLD_NAMES =
            Map.of("roc", "Asia/Taipei", "us/pacific-new", "America/Los_Angeles");

    private final Set<String> ids;
    private final String text;
    private final String normalized;

    /** @param ids all valid ids; the text is not one of them */
    TimezoneHint(Set<String> ids, String text) {
        this.ids = new TreeSet<>(ids);
        this.text = text;
        this.normalized = normalize(text);
    }

    /** Returns all ids that are suggested for abbreviations and old names. */
    static Set<String> suggestions() {
        Set<String> suggestions = new TreeSet<>(OLD_NAMES.values());
        ABBREVIATIONS.values().forEach(places -> places.forEach(it -> suggestions.add(it.split(",", -1)[0])));
        return suggestions;
    }

    /** Returns what is wrong with the text, and what to write instead. */
    String sentence() {
        if (text.isEmpty()) {
            return "is empty; leave it out for UTC, or write an IANA timezone id such as America/New_York";
        }
        if (ids.contains(text.strip())) {
            return QuotedInput.printable(text.strip()) + " is an IANA timezone id; remove the white space around it";
        }
        String quoted = text.isBlank() ? "a blank value" : QuotedInput.printable(text);
        List<String> places = ABBREVIATIONS.get(normalized);
        if (places != null) {
            return quoted + " is an abbreviation of an offset, not a place; write " + EnglishList.or(places);
        }
        String oldName = OLD_NAMES.get(normalized);
        if (oldName != null) {
            return quoted + " is an old name that newer timezone data leaves out; write " + oldName;
        }
        Optional<String> windows = windowsId();
        if (windows.isPresent()) {
            return quoted + " is a Windows timezone name; write " + windows.get();
        }
        Matcher offset = OFFSET.matcher(normalized);
        String meant = normalized.equals("z") ? "UTC" : nearest();
        String what = quoted + " is not an IANA timezone id in timezone data " + Timezones.dataVersion() + "; ";
        if (offset.matches()) {
            return what + offsetHint(offset);
        }
        return what
                + (meant == null
                        ? "write one such as America/New_York, Europe/Berlin or UTC"
                        : "did you mean " + meant + "?");
    }

    /** Returns the id that was probably meant, or a list of the ids to choose from; null if there is none. */
    @Nullable
    String suggestion() {
        List<String> places = ABBREVIATIONS.get(normalized);
        if (places != null) {
            return EnglishList.or(places);
        }
        if (OFFSET.matcher(normalized).matches()) {
            return null;
        }
        String known = OLD_NAMES.getOrDefault(normalized, windowsId().orElse(null));
        return known == null ? nearest() : known;
    }

    private Optional<String> windowsId() {
        String name = text.strip();
        return WindowsTimezones.idOf(name)
                .or(() -> WindowsTimezones.idOf(DAYLIGHT.matcher(name).replaceFirst("Standard")));
    }

    private static String normalize(String text) {
        return text.toLowerCase(Locale.ROOT).strip().replace(' ', '_');
    }

    private static String offsetHint(Matcher offset) {
        int hours = Integer.parseInt(offset.group(2));
        boolean ahead = offset.group(1).equals("+");
        String minutes = offset.group(3);
        if (hours == 0 || hours > (ahead ? 14 : 12) || (minutes != null && !minutes.equals("00"))) {
            return "an offset is not a timezone, write a place such as Asia/Kolkata or Europe/Berlin, or UTC";
        }
        return "an offset is not a timezone, write a place such as Europe/Berlin, or "
                + ("Etc/GMT" + (ahead ? "-" : "+") + hours)
                + ", whose sign is the other way round";
    }

    private @Nullable String nearest() {
        boolean isPlace = !normalized.contains("/");
        int most = Math.min(normalized.length() / CHARACTERS_PER_EDIT, MAX_EDITS);
        String nearest = null;
        int fewest = most + 1;
        for (String id : ids) {
            int edits = edits(normalized, normalize(id));
            if (edits < fewest) {
                fewest = edits;
                nearest = id;
            }
        }
        for (String id : ids) {
            int edits = isPlace ? edits(normalized, normalize(id.substring(id.lastIndexOf('/') + 1))) : fewest;
            if (edits < fewest) {
                fewest = edits;
                nearest = id;
            }
        }
        return nearest;
    }

    /** Returns the edit distance of two texts; {@code Integer.MAX_VALUE} if their lengths alone differ too much. */
    private static int edits(String from, String to) {
        if (Math.abs(from.length() - to.length()) > MAX_EDITS) {
            return Integer.MAX_VALUE;
        }
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
