package com.rezagent.schedules.webapi.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.execution.AttentionQuery;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ShownOutcome;
import com.rezagent.schedules.group.GroupDecider;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.ListBody;
import com.rezagent.schedules.webapi.http.Query;
import com.rezagent.schedules.webapi.http.RangeParameters;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Handles {@code GET /api/attention}: the executions of all schedules that failed, timed out or were missed, newest first,
 * until someone acknowledges them or a later execution of the schedule succeeds.
 */
final class ReadAttention {
    private static final String GROUP = "group";
    private static final String OUTCOME = "outcome";

    static final Set<String> PARAMETERS = RangeParameters.and(GROUP, OUTCOME);

    /** A page may have fewer entries than its limit if most of what is read has been solved since. */
    private static final int READS_PER_PAGE = 10;

    private final Stores stores;
    private final Clock clock;

    ReadAttention(Stores stores, Clock clock) {
        this.stores = stores;
        this.clock = clock;
    }

    /** What the caller asks for beyond the range. */
    private record Filter(
            @Nullable ResourceName group, @Nullable ShownOutcome outcome) {
        boolean matches(AttentionEntry entry) {
            return (group == null || group.equals(entry.schedule().group()))
                    && (outcome == null || outcome == entry.execution().shownOutcome());
        }

        String text() {
            return group + " " + (outcome == null ? null : outcome.text());
        }
    }

    HttpResponse read(RequestContext call) {
        RangeParameters range = RangeParameters.read(call.query());
        Filter filter = filter(call.query());
        AttentionQuery query =
                new AttentionQuery(filter.text(), range.from(), range.to(), range.limit(), range.nextToken());
        ListBody body = new ListBody();
        String nextToken = fill(body, query, filter);
        ResourceName group = filter.group();
        if (group != null
                && range.nextToken() == null
                && body.isEmpty()
                && stores.groups().findExisting(group).isEmpty()) {
            throw GroupDecider.notFound(group);
        }
        return body.response("executions", nextToken);
    }

    private static Filter filter(Query query) {
        ShownOutcome outcome = query.choice(
                OUTCOME, text -> ShownOutcome.of(text).filter(ShownOutcome::isFailure), "failed, timed_out or missed");
        String group = query.text(GROUP);
        query.throwIfAny();
        return new Filter(group == null ? null : ResourceName.parseGroup(group), outcome);
    }

    /** Adds the entries of a page and returns the token of the next one; null if there is none. */
    private @Nullable String fill(ListBody body, AttentionQuery query, Filter filter) {
        int added = 0;
        String nextToken = query.nextToken();
        for (int read = 0; read < READS_PER_PAGE; read++) {
            Page<Execution> page = stores.executions().attention(query.after(nextToken));
            AttentionEntry.Schedules schedules = AttentionEntry.Schedules.of(page.items(), stores, clock.instant());
            String previous = nextToken;
            for (Execution execution : page.items()) {
                if (added == query.limit()) {
                    return previous;
                }
                Optional<ObjectNode> json =
                        schedules.entry(execution).filter(filter::matches).map(AttentionEntry::json);
                if (json.isPresent()) {
                    if (!body.add(json.get())) {
                        return previous;
                    }
                    added++;
                }
                previous = query.tokenAfter(execution);
            }
            nextToken = page.nextToken();
            if (nextToken == null || added == query.limit()) {
                break;
            }
        }
        return nextToken;
    }
}
