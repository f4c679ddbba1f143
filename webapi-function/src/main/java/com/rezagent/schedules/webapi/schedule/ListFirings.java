package com.rezagent.schedules.webapi.schedule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.plan.FiringRow;
import com.rezagent.schedules.plan.UpcomingFirings;
import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.store.FiringRecords;
import com.rezagent.schedules.webapi.expression.FiringJson;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.Query;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Handles {@code GET /api/schedules/{id}/firings}: returns the firings of a schedule, oldest first, each with what its gates
 * say about it now, and the selected times that clocks skip. It says nothing about what became of past firings.
 */
final class ListFirings {
    static final Set<String> PARAMETERS = Set.of("from", "to", "limit", "next_token");

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 100;

    private final VisibleSchedules visibleSchedules;
    private final Clock clock;

    ListFirings(VisibleSchedules visibleSchedules, Clock clock) {
        this.visibleSchedules = visibleSchedules;
        this.clock = clock;
    }

    HttpResponse list(RequestContext call) {
        Query query = call.query();
        Instant from = query.wholeSecond("from");
        Instant to = query.wholeSecond("to");
        int limit = query.wholeNumber("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
        String nextToken = query.text("next_token");
        Instant now = clock.instant();
        if (to != null && from != null && !from.isBefore(to)) {
            query.addError("to", "must be after from");
        }
        if (to != null && from == null && nextToken == null && !now.isBefore(to)) {
            query.addError("to", "must be in the future, or send from, an earlier time");
        }
        query.throwIfAny();
        FiringRecords.Found found = visibleSchedules.requireWithSurroundings(call);
        String about = "firings " + found.schedule().id() + " " + from + " " + to;
        Position start = PageToken.read(about, nextToken, Position::isPosition)
                .map(Position::parse)
                .orElseGet(() -> new Position(from == null ? now : from.minusNanos(1), 0));
        List<FiringRow> rows = UpcomingFirings.of(found.schedule(), found.surroundings())
                .rows(start.after(), now)
                .skip(start.passed())
                .takeWhile(it -> to == null || it.firing().at().isBefore(to))
                .limit(limit + 1L)
                .toList();
        List<FiringRow> page = rows.subList(0, Math.min(limit, rows.size()));
        ObjectNode json = Json.object();
        ArrayNode firings = json.putArray("firings");
        page.forEach(it -> firings.add(FiringJson.of(it)));
        json.put(
                "next_token",
                rows.size() > limit ? PageToken.write(about, start.behind(page).text()) : null);
        return HttpResponse.list(json);
    }

    /**
     * Where a page ended.
     *
     * @param after the last firing, or the start of the list
     * @param passed the number of rows after it, which are times that clocks skip
     */
    private record Position(Instant after, int passed) {
        private static final Pattern FORM = Pattern.compile("(\\d{4}-[0-9T:.-]{1,30}Z)\\+(\\d{1,3})");

        String text() {
            return after + "+" + passed;
        }

        static boolean isPosition(String text) {
            try {
                return FORM.matcher(text).matches() && parse(text).text().equals(text);
            } catch (DateTimeException e) {
                return false;
            }
        }

        static Position parse(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("Not a position");
            }
            return new Position(Instant.parse(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        }

        Position behind(List<FiringRow> page) {
            Position end = this;
            for (FiringRow row : page) {
                end = row.firing().runs()
                        ? new Position(row.firing().at(), 0)
                        : new Position(end.after, end.passed + 1);
            }
            return end;
        }
    }
}
