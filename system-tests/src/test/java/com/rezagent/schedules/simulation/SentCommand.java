package com.rezagent.schedules.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;
import java.time.Instant;
import java.util.Map;

/** A command as the simulation publishes it. */
sealed interface SentCommand<C extends SentCommand<C>> permits CommandSpec, GroupCommandSpec {
    String id();

    Instant requestedAt();

    /** Returns the SNS timestamp; {@link #requestedAt} before it is published. */
    Instant publishedAt();

    C withPublishedAt(Instant time);

    /** Returns the effective issue time, by the rules: a clock that is fast by more than the tolerance is not believed. */
    default Instant issuedAt() {
        return requestedAt().isAfter(publishedAt().plus(ReferenceModel.CLOCK_TOLERANCE))
                ? publishedAt()
                : requestedAt();
    }

    /** Returns whether its message attributes name the Web API as its origin. */
    boolean isFromApi();

    C fromApi();

    /** Returns the fields that depend on the action. */
    ObjectNode body();

    default TopicMessage message() {
        ObjectNode json = body().put("command_id", id())
                .put("requested_by", "simulation")
                .put("requested_at", requestedAt().toString());
        return new TopicMessage(Json.write(json), isFromApi() ? Map.of("origin", "web-api") : Map.of());
    }
}
