package com.rezagent.schedules.webapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.PreferHeader;
import com.rezagent.schedules.webapi.route.RequestContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Builds the response to a request whose command was published. Reports only what the schedule's record shows.
 *
 * <p>201 or 200: the command has taken effect and EventBridge has converged. 200 is also returned if a later command
 * has overtaken this one: the record then shows what the later command requested. Otherwise 202, with the {@code
 * command_id}.
 */
final class ChangeResponses {
    static final Duration DEFAULT_WAIT = Duration.ofMillis(300);
    static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final String TOO_LATE =
            "This request changed nothing because a later command took effect first. Send it again if still wanted.";

    private final CommandAwaiter awaiter;
    private final Sleeper sleeper;
    private final Clock clock;

    ChangeResponses(CommandAwaiter awaiter, Sleeper sleeper, Clock clock) {
        this.awaiter = awaiter;
        this.sleeper = sleeper;
        this.clock = clock;
    }

    /**
     * Returns the response to a create. If no record of it is visible yet, the body shows {@code sent}.
     *
     * @throws RefusedException {@code schedule_name_conflict} if a later create with a different definition has
     *     overtaken this one
     */
    HttpResponse ofCreate(RequestContext call, Command.Create command, Schedule sent, CommandProgress progress) {
        HttpResponse response;
        if (progress instanceof CommandProgress.Completed completed) {
            if (completed.outcome().result() == CommandOutcome.Result.OVERTAKEN) {
                throw new RefusedException(
                        ErrorCode.SCHEDULE_NAME_CONFLICT,
                        "A schedule with this name and another definition exists",
                        "name: replace " + command.scheduleId() + ", or choose another name");
            }
            response = completed(completed.outcome().result() == CommandOutcome.Result.APPLIED ? 201 : 200, completed);
        } else {
            // A record whose name can be reused is what this create replaces: it says nothing about this create.
            Optional<Schedule> seen = lastSeen(progress)
                    .filter(it -> !it.canReuseName()
                            || it.outcomeOf(command.context().commandId()).isPresent());
            response = accepted(command, seen, sent);
        }
        return withPreference(call, response)
                .with("Location", call.request().basePath() + "/api/schedules/" + command.scheduleId());
    }

    /**
     * Waits for the command as long as the request prefers, then returns the response. {@code before} is the record
     * that the request was checked against; the body shows it if no newer one is visible.
     *
     * @throws RefusedException if the command was refused
     */
    HttpResponse ofChange(RequestContext call, Command command, Schedule before) {
        CommandProgress progress = await(call, command);
        HttpResponse response = progress instanceof CommandProgress.Completed completed
                ? completed(200, completed)
                : accepted(command, Optional.of(lastSeen(progress).orElse(before)), before);
        return withPreference(call, response);
    }

    private HttpResponse completed(int status, CommandProgress.Completed completed) {
        ObjectNode json = ScheduleRepresentation.full(completed.schedule(), clock.instant());
        CommandOutcome.Result result = completed.outcome().result();
        if (result == CommandOutcome.Result.STALE || result == CommandOutcome.Result.OVERTAKEN) {
            json.withArray("warnings").add(TOO_LATE);
        }
        return ScheduleResponse.of(status, completed.schedule(), json);
    }

    /**
     * Waits for the command as long as the request prefers: {@link #DEFAULT_WAIT} by default, at most {@link
     * #LONGEST_WAIT}.
     */
    CommandProgress await(RequestContext call, Command command) {
        Optional<Duration> preferred = preferredWait(call);
        if (preferred.isEmpty()) {
            return awaiter.await(command, DEFAULT_WAIT);
        }
        Duration start = sleeper.elapsed();
        try {
            return awaiter.await(command, preferred.get());
        } finally {
            call.requestLog().waited(sleeper.elapsed().minus(start));
        }
    }

    private HttpResponse accepted(Command command, Optional<Schedule> seen, Schedule standIn) {
        ObjectNode json = ScheduleRepresentation.full(seen.orElse(standIn), clock.instant());
        json.put("command_id", command.context().commandId());
        // The stand-in is not a stored version, so it has no entity tag.
        return seen.map(it -> ScheduleResponse.of(202, it, json)).orElseGet(() -> HttpResponse.json(202, json));
    }

    private static Optional<Schedule> lastSeen(CommandProgress progress) {
        return progress instanceof CommandProgress.Pending pending
                ? pending.schedule().filter(it -> it.definition() != null)
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
