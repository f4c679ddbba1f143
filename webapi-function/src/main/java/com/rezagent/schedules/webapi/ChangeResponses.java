package com.rezagent.schedules.webapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.schedule.CommandOutcome;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleJson;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.PreferHeader;
import com.rezagent.schedules.webapi.route.RequestContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Answers a call whose command is published, with what is seen and never with what is hoped for.
 *
 * <p>201 or 200: the command has taken effect and EventBridge has been brought to it. 200 also answers a command that a
 * later one has overtaken: the record shows what the later one asked for. All else is 202, with the {@code command_id}.
 */
final class ChangeResponses {
    static final Duration DEFAULT_WAIT = Duration.ofMillis(300);
    static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final String TOO_LATE =
            "This request changed nothing: a later command had taken effect before it. Send it again if it still holds.";

    private final CommandAwaiter awaiter;
    private final Sleeper sleeper;
    private final Clock clock;

    ChangeResponses(CommandAwaiter awaiter, Sleeper sleeper, Clock clock) {
        this.awaiter = awaiter;
        this.sleeper = sleeper;
        this.clock = clock;
    }

    /** Answers a create by what was seen of it. {@code sent} stands in for a record not seen yet. */
    HttpResponse ofCreate(RequestContext call, Command.Create command, Schedule sent, CommandProgress sighting) {
        HttpResponse response;
        if (sighting instanceof CommandProgress.Completed settled) {
            if (settled.outcome().result() == CommandOutcome.Result.OVERTAKEN) {
                throw new RefusedException(
                        ErrorCode.SCHEDULE_NAME_CONFLICT,
                        "A schedule with this name and another definition exists",
                        "name: replace " + command.scheduleId() + ", or choose another name");
            }
            response = settled(settled.outcome().result() == CommandOutcome.Result.APPLIED ? 201 : 200, settled);
        } else {
            // A record whose name is free is what this create replaces, and tells nothing of it.
            Optional<Schedule> seen = lastSeen(sighting)
                    .filter(it -> !it.canReuseName()
                            || it.outcomeOf(command.context().commandId()).isPresent());
            response = accepted(command, seen, sent);
        }
        return withPreference(call, response)
                .with("Location", call.request().basePath() + "/api/schedules/" + command.scheduleId());
    }

    /** Waits for a change of a schedule that was read before, as long as the call prefers. */
    HttpResponse ofChange(RequestContext call, Command command, Schedule before) {
        CommandProgress sighting = watch(call, command);
        HttpResponse response = sighting instanceof CommandProgress.Completed settled
                ? settled(200, settled)
                : accepted(command, Optional.of(lastSeen(sighting).orElse(before)), before);
        return withPreference(call, response);
    }

    private HttpResponse settled(int status, CommandProgress.Completed settled) {
        ObjectNode json = ScheduleJson.full(settled.schedule(), clock.instant());
        CommandOutcome.Result result = settled.outcome().result();
        if (result == CommandOutcome.Result.STALE || result == CommandOutcome.Result.OVERTAKEN) {
            json.withArray("warnings").add(TOO_LATE);
        }
        return ScheduleResponse.of(status, settled.schedule(), json);
    }

    /** Waits for a command, as long as the call prefers. */
    CommandProgress watch(RequestContext call, Command command) {
        Optional<Duration> preferred = preferredWait(call);
        if (preferred.isEmpty()) {
            return awaiter.until(command, DEFAULT_WAIT);
        }
        Duration began = sleeper.elapsed();
        try {
            return awaiter.until(command, preferred.get());
        } finally {
            call.requestLog().waited(sleeper.elapsed().minus(began));
        }
    }

    private HttpResponse accepted(Command command, Optional<Schedule> seen, Schedule standIn) {
        ObjectNode json = ScheduleJson.full(seen.orElse(standIn), clock.instant());
        json.put("command_id", command.context().commandId());
        // Nobody has seen a version of what was merely sent, so that has no entity tag.
        return seen.map(it -> ScheduleResponse.of(202, it, json)).orElseGet(() -> HttpResponse.json(202, json));
    }

    private static Optional<Schedule> lastSeen(CommandProgress sighting) {
        return sighting instanceof CommandProgress.Pending unsettled
                ? unsettled.schedule().filter(it -> it.definition() != null)
                : Optional.empty();
    }

    private static HttpResponse withPreference(RequestContext call, HttpResponse response) {
        return preferredWait(call)
                .map(wait -> response.with("Preference-Applied", "wait=" + wait.toSeconds()))
                .orElse(response);
    }

    private static Optional<Duration> preferredWait(RequestContext call) {
        return PreferHeader.wait(call.request()).map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    }
}
