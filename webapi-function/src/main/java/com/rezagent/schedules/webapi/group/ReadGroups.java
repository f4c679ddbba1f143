package com.rezagent.schedules.webapi.group;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupDecider;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.webapi.change.ChangeLists;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.Query;
import com.rezagent.schedules.webapi.http.RangeParameters;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Handles the reads: the list, one group, which alone has the counts of its members, and its changes. */
final class ReadGroups {
    static final Set<String> LIST_PARAMETERS = Set.of("limit", "next_token");

    private final VisibleGroups visible;
    private final MemberCounts counts;
    private final ChangeLists changes;
    private final Clock clock;

    ReadGroups(VisibleGroups visible, MemberCounts counts, ChangeLists changes, Clock clock) {
        this.visible = visible;
        this.counts = counts;
        this.changes = changes;
        this.clock = clock;
    }

    HttpResponse list(RequestContext call) {
        Query query = call.query();
        int limit = query.wholeNumber("limit", 1, Page.MAX_LIMIT, Page.DEFAULT_LIMIT);
        String nextToken = query.text("next_token");
        query.throwIfAny();
        Page<Group> page = visible.list(limit, nextToken);
        Instant now = clock.instant();
        ArrayNode groups = Json.array();
        page.items().forEach(it -> groups.add(GroupRepresentation.of(it, Optional.empty(), now)));
        ObjectNode json = Json.object();
        json.set("groups", groups);
        json.put("next_token", page.nextToken());
        return HttpResponse.list(json);
    }

    HttpResponse read(RequestContext call) {
        Group group = visible.require(call);
        Instant now = clock.instant();
        return HttpResponse.json(200, GroupRepresentation.of(group, counts.of(group.name(), now), now))
                .withEntityTag(group.entityTag());
    }

    /** Returns the changes of the group itself, also of a deleted one. */
    HttpResponse changes(RequestContext call) {
        RangeParameters parameters = RangeParameters.read(call.query());
        call.query().throwIfAny();
        ResourceName name = VisibleGroups.name(call);
        Group group = visible.stored(name)
                .filter(it -> !it.isExpired(clock.instant()))
                .orElseThrow(() -> GroupDecider.notFound(name));
        return changes.ofRecord(Change.Subject.ofGroup(name).key(), group.version(), parameters);
    }
}
