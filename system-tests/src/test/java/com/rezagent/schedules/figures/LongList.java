package com.rezagent.schedules.figures;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.wire.LambdaEvents;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Measures a page of 50 schedules from the Web API with the local store, for a small and a large number of schedules. */
record LongList(int few, int many, Sampler sampler) implements Measurement {
    private static final Instant BEGIN = Instant.parse("2025-11-06T20:00:00Z");
    /** The number of schedules before the measured page; reading up to there takes time. */
    private static final int OFFSET = 50_000;

    @Override
    public Table run() throws Exception {
        Table table = new Table(
                "Local runtime: a page of 50",
                "list | of %,d, µs of CPU | of %,d, µs of CPU | ratio".formatted(few, many));
        LocalSettings settings =
                LocalSettings.inMemory().withSpeed(ClockSpeed.MANUAL).withStart(BEGIN);
        try (LocalSystem small = LocalSystem.open(settings);
                LocalSystem large = LocalSystem.open(settings)) {
            ManySchedules.insert(small.store(), few, BEGIN);
            double before = Memory.heapMebibytes();
            ManySchedules.insert(large.store(), many, BEGIN);
            double used = Memory.heapMebibytes() - before;
            row(table, "first page", "limit=50", "limit=50", small, large);
            int offset = Math.min(many / 2, OFFSET);
            row(
                    table,
                    "the page after %,d, after %,d".formatted(few / 2, offset),
                    "limit=50&next_token=" + tokenAfter(small, few / 2),
                    "limit=50&next_token=" + tokenAfter(large, offset),
                    small,
                    large);
            for (String filter : List.of("status=active", "created_by=ann")) {
                row(table, "`" + filter + "`", filter + "&limit=50", filter + "&limit=50", small, large);
            }
            table.row("heap used, MiB", "", used, Table.number(used * 1_024 * 1_024 / many) + " bytes each");
        }
        return table;
    }

    private static byte[] page(String query) {
        return LambdaEvents.request("GET", "/api/schedules?" + query, null, Map.of());
    }

    private void row(Table table, String name, String ofFew, String ofMany, LocalSystem small, LocalSystem large)
            throws Exception {
        byte[] first = page(ofFew);
        byte[] second = page(ofMany);
        List<Double> took = sampler.microseconds(
                List.of(() -> small.webApi().invoke(first), () -> large.webApi().invoke(second)));
        table.row(name, took.get(0), took.get(1), took.get(1) / took.get(0));
    }

    /** Reads {@code count} schedules in pages of at most 100 and returns the token of the next page. */
    private static String tokenAfter(LocalSystem system, int count) {
        String token = "";
        int step = Math.min(100, count);
        for (int seen = 0; seen < count; seen += step) {
            String query = "limit=" + step + (token.isEmpty() ? "" : "&next_token=" + token);
            JsonNode response = Json.parse(system.webApi().invoke(page(query)));
            token = Json.parse(response.path("body").textValue())
                    .path("next_token")
                    .textValue();
        }
        return token;
    }
}
