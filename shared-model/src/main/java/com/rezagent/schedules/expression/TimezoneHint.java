package com.rezagent.schedules.expression;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the timezone id that somebody probably meant. */
final class TimezoneHint {
    private static final int MOST_EDITS = 2;
    private static final int LETTERS_PER_EDIT = 4;

    private static final Pattern OFFSET = Pattern.compile("(?:utc|gmt)?([+-])(\\d{1,2})(?::?(\\d{2}))?");

    /** Abbreviations stand for offsets, some for several; these are the places that most people mean. */
    private static final Map<String, String> MEANT = Map.ofEntries(
            Map.entry("est", "America/New_York"),
            Map.entry("edt", "America/New_York"),
            Map.entry("cst", "America/Chicago"),
            Map.entry("cdt", "America/Chicago"),
            Map.entry("mst", "America/Denver"),
            Map.entry("mdt", "America/Denver"),
            Map.entry("pst", "America/Los_Angeles"),
            Map.entry("pdt", "America/Los_Angeles"),
            Map.entry("akst", "America/Anchorage"),
            Map.entry("hst", "Pacific/Honolulu"),
            Map.entry("bst", "Europe/London"),
            Map.entry("cest", "Europe/Berlin"),
            Map.entry("ist", "Asia/Kolkata"),
            Map.entry("jst", "Asia/Tokyo"),
            Map.entry("aest", "Australia/Sydney"),
            Map.entry("nzst", "Pacific/Auckland"),
            Map.entry("roc", "Asia/Taipei"),
            Map.entry("z", "UTC"));

    private final Set<String> ids;

    TimezoneHint(Set<String> ids) {
        this.ids = new TreeSet<>(ids);
    }

    /** {@code did you mean America/New_York?}, or what would be right. */
    String hintFor(String text) {
        String wanted = normal(text);
        Matcher offset = OFFSET.matcher(wanted);
        if (offset.matches()) {
            return offsetHint(offset);
        }
        String meant = MEANT.get(wanted);
        if (meant == null) {
            meant = nearest(wanted);
        }
        return meant == null
                ? "write one such as America/New_York, Europe/Berlin or UTC"
                : "did you mean " + meant + "?";
    }

    private static String normal(String text) {
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

    private @Nullable String nearest(String wanted) {
        boolean isPlace = !wanted.contains("/");
        int most = Math.min(wanted.length() / LETTERS_PER_EDIT, MOST_EDITS);
        String nearest = null;
        int fewest = most + 1;
        for (String id : ids) {
            int edits = edits(wanted, normal(id));
            if (edits < fewest) {
                fewest = edits;
                nearest = id;
            }
        }
        for (String id : ids) {
            int edits = isPlace ? edits(wanted, normal(id.substring(id.lastIndexOf('/') + 1))) : fewest;
            if (edits < fewest) {
                fewest = edits;
                nearest = id;
            }
        }
        return nearest;
    }

    /** How many characters to insert, delete or replace to come from one text to the other; large if surely too many. */
    private static int edits(String from, String to) {
        if (Math.abs(from.length() - to.length()) > MOST_EDITS) {
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
