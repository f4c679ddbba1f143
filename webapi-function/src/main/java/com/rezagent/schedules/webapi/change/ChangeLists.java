package com.rezagent.schedules.webapi.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.change.ChangeDocument;
import com.rezagent.schedules.change.ChangeHistory;
import com.rezagent.schedules.change.ChangeQuery;
import com.rezagent.schedules.change.PastDefinition;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.ListBody;
import com.rezagent.schedules.webapi.http.RangeParameters;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists changes, newest first. */
public final class ChangeLists {
    /** The changes that are read at once together with what they replaced, which may have 256 KB each. */
    private static final int LARGE_CHANGES_PER_READ = 20;

    private final ChangeHistory history;
    private final Clock clock;

    public ChangeLists(ChangeHistory history, Clock clock) {
        this.history = history;
        this.clock = clock;
    }

    /**
     * A record whose versions have definitions.
     *
     * @param key see {@link Change.Subject}
     * @param version its version now
     * @param definition its definition now
     */
    public record Versioned(String key, long version, JsonObject definition) {}

    /** Returns the changes of a group and of its members. */
    HttpResponse ofGroup(ResourceName group, RangeParameters parameters) {
        return page(query(ChangeQuery.ofGroup(group, clock.instant(), 1), parameters));
    }

    /**
     * Returns the changes of a record.
     *
     * @param version the record's version
     */
    public HttpResponse ofRecord(String key, long version, RangeParameters parameters) {
        return page(query(ChangeQuery.ofRecord(key, clock.instant(), 1).upTo(version), parameters));
    }

    private static ChangeQuery query(ChangeQuery list, RangeParameters parameters) {
        return list.between(parameters.from(), parameters.to()).page(parameters.limit(), parameters.nextToken());
    }

    private HttpResponse page(ChangeQuery query) {
        Page<Change> page = history.list(query);
        ListBody body = new ListBody();
        page.items().forEach(it -> body.add(json(it)));
        return body.response("changes", page.nextToken());
    }

    private static ObjectNode json(Change change) {
        ObjectNode json = Json.object();
        json.put("version", change.version());
        json.put("at", change.at().toString());
        json.put("by", change.cause().by());
        json.put("action", change.cause().action());
        json.put("reason", change.cause().reason());
        json.put("command_id", change.cause().commandId());
        json.put("schedule_id", change.subject().scheduleId());
        json.put("name", change.subject().name());
        json.put("group", change.subject().group().value());
        json.set("fields", ChangeDocument.fields(change.fields()));
        return json;
    }

    /**
     * Returns the changes of a record, each with the definition of its version; a definition that can no longer be
     * computed is null.
     */
    public HttpResponse withDefinitions(Versioned record, RangeParameters parameters) {
        ChangeQuery all = query(
                        ChangeQuery.ofRecord(record.key(), clock.instant(), 1).upTo(record.version()), parameters)
                .withReplaced();
        ListBody body = new ListBody();
        int count = 0;
        String nextToken = parameters.nextToken();
        Change later = null;
        Optional<JsonObject> definition = Optional.empty();
        do {
            int left = parameters.limit() - count;
            Page<Change> page = history.list(all.page(Math.min(left, LARGE_CHANGES_PER_READ), nextToken));
            for (Change change : page.items()) {
                definition = definition(record, change, later, definition);
                ObjectNode json = json(change);
                json.set("definition", definition.map(JsonObject::toNode).orElse(null));
                if (!body.add(json) && later != null) {
                    return body.response("changes", all.tokenAfter(later));
                }
                count++;
                later = change;
            }
            nextToken = page.nextToken();
        } while (nextToken != null && count < parameters.limit());
        return body.response("changes", nextToken);
    }

    /**
     * Returns the definition after a change.
     *
     * @param later the change before it in the list; null for the first
     * @param ofLater the definition after that one
     */
    private Optional<JsonObject> definition(
            Versioned record, Change change, @Nullable Change later, Optional<JsonObject> ofLater) {
        if (later == null || later.version() != change.version() + 1) {
            return definition(record, change.version());
        }
        JsonObject replaced = later.replaced();
        return replaced == null ? ofLater : Optional.of(replaced).filter(it -> !it.isEmpty());
    }

    /** Returns the definition that a record had at a version; empty if the version is gone or never existed. */
    public Optional<JsonObject> definition(Versioned record, long version) {
        if (version >= record.version()) {
            return PastDefinition.at(version, record.version(), record.definition(), List.of());
        }
        Instant oldest = Change.oldest(clock.instant());
        return PastDefinition.at(
                version,
                record.version(),
                record.definition(),
                history.untilReplaced(record.key(), version + 1, oldest));
    }
}
