package com.rezagent.schedules.figures;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.figures.Sampler.Action;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.wire.LambdaEvents;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Measures a page of 50 schedules from the Web API with the local store, for a small and a large number of schedules. */
final class LongList implements Measurement {
    private static final Instant BEGIN = Instant.parse("2025-11-06T20:00:00Z");
    /** The number of schedules before the measured page; reading up to there takes time. */
    private static final int OFFSET = 50_000;

    private static final String LIST = "/api/schedules?";

    private final int few;
    private final int many;
    private final Sampler sampler;

    LongList(int few, int many, Sampler sampler) {
        this.few = few;
        this.many = many;
        this.sampler = sampler;
    }

    @Override
    public Table run() throws Exception {
        Table table = new Table(
                "Local runtime: a page of 50",
                "list",
                "of " + "%,d".formatted(few) + ", µs of CPU",
                "of " + "%,d".formatted(many) + ", µs of CPU",
                "ratio");
        LocalSettings settings =
                LocalSettings.inMemory().withSpeed(ClockSpeed.MANUAL).withStart(BEGIN);
        try (LocalSystem small = LocalSystem.open(settings);
                LocalSystem large = LocalSystem.open(settings)) {
            ManySchedules.insert(small.store(), few, BEGIN);
            double before = Memory.heapMebibytes();
            ManySchedules.insert(large.store(), many, BEGIN);
            double used = Memory.heapMebibytes() - before;
            row(table, "first page", page("limit=50"), page("limit=50"), small, large);
            int offset = Math.min(many / 2, OFFSET);
            row(
                    table,
                    "the page after %,d, after %,d".formatted(few / 2, offset),
                    page("limit=50&next_token=" + tokenAfter(small, few / 2)),
                    page("limit=50&next_token=" + tokenAfter(large, offset)),
                    small,
                    large);
            row(table, "`status=active`", page("status=active&limit=50"), page("status=active&limit=50"), small, large);
            row(
                    table,
                    "`created_by=ann`",
                    page("created_by=ann&limit=50"),
                    page("created_by=ann&limit=50"),
                    small,
                    large);
            table.row(
                    "heap used, MiB",
                    "",
                    Table.number(used),
                    Table.number(used * 1_024 * 1_024 / many) + " bytes each");
        }
        return table;
    }

    private static byte[] page(String query) {
        return LambdaEvents.request("GET", LIST + query, null, Map.of());
    }

    private void row(Table table, String name, byte[] ofFew, byte[] ofMany, LocalSystem small, LocalSystem large)
            throws Exception {
        List<Double> took = sampler.microseconds(List.of(list(small, ofFew), list(large, ofMany)));
        table.row(name, Table.number(took.get(0)), Table.number(took.get(1)), Table.number(took.get(1) / took.get(0)));
    }

    private static Action list(LocalSystem system, byte[] event) {
        return () -> system.webApi().invoke(event);
    }

    /** Reads {@code count} schedules in pages of at most 100 and returns the token of the next page. */
    private static String tokenAfter(LocalSystem system, int count) throws IOException {
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
