package com.rezagent.schedules.webapi.timeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts firings by outcome and by verdict, in ranges of equal length. Not thread-safe. */
final class TimelineCounts {
    private final Instant start;
    private final Duration length;
    private final Map<Instant, Range> ranges = new TreeMap<>();
    private int total;

    private record Range(Map<String, Integer> outcomes, Map<String, Integer> verdicts) {}

    /** @param start of the first range */
    TimelineCounts(Instant start, Duration length) {
        this.start = start;
        this.length = length;
    }

    void add(List<TimelineItem> items) {
        for (TimelineItem item : items) {
            long number = Duration.between(start, item.scheduledTime()).dividedBy(length);
            Range range = ranges.computeIfAbsent(
                    start.plus(length.multipliedBy(number)), it -> new Range(new TreeMap<>(), new TreeMap<>()));
            count(range.outcomes, item.outcome());
            count(range.verdicts, item.verdict());
            total++;
        }
    }

    private static void count(Map<String, Integer> counts, @Nullable String key) {
        if (key != null) {
            counts.merge(key, 1, Integer::sum);
        }
    }

    /** Returns the number of firings counted. */
    int total() {
        return total;
    }

    /** Adds the ranges that have firings, in order. */
    void addTo(ArrayNode items, Instant end) {
        ranges.forEach((from, range) -> {
            Instant to = from.plus(length);
            ObjectNode json = Json.object();
            json.put("from", from.toString());
            json.put("to", (to.isBefore(end) ? to : end).toString());
            range.outcomes.forEach(json.putObject("outcomes")::put);
            range.verdicts.forEach(json.putObject("verdicts")::put);
            items.add(json);
        });
    }
}
