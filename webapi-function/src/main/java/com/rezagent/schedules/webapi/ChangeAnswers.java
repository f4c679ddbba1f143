package com.rezagent.schedules.webapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.schedule.Outcome;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleJson;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.Preferences;
import com.rezagent.schedules.webapi.route.Call;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Answers a call whose command is published, with what is seen and never with what is hoped for.
 *
 * <p>201 or 200: the command has taken effect and EventBridge has been brought to it. 200 also answers a command that a
 * later one has overtaken: the record shows what the later one asked for. All else is 202, with the {@code command_id}.
 */
final class ChangeAnswers {
    static final Duration DEFAULT_WAIT = Duration.ofMillis(300);
    static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final String TOO_LATE =
            "This request changed nothing: a later command had taken effect before it. Send it again if it still holds.";

    private final CommandWatch watch;
    private final WallTime wallTime;
    private final Clock clock;

    ChangeAnswers(CommandWatch watch, WallTime wallTime, Clock clock) {
        this.watch = watch;
        this.wallTime = wallTime;
        this.clock = clock;
    }

    /** Answers a create by what was seen of it. {@code sent} stands in for a record not seen yet. */
    HttpResponse ofCreate(Call call, Command.Create command, Schedule sent, Sighting sighting) {
        HttpResponse answer;
        if (sighting instanceof Sighting.Settled settled) {
            if (settled.outcome().result() == Outcome.Result.OVERTAKEN) {
                throw new RefusedException(
                        ErrorCode.SCHEDULE_NAME_CONFLICT,
                        "A schedule with this name and another definition exists",
                        "name: replace " + command.scheduleId() + ", or choose another name");
            }
            answer = settled(settled.outcome().result() == Outcome.Result.APPLIED ? 201 : 200, settled);
        } else {
            // A record whose name is free is what this create replaces, and tells nothing of it.
            Optional<Schedule> seen = lastSeen(sighting)
                    .filter(it -> !it.isNameFree()
                            || it.outcomeOf(command.context().commandId()).isPresent());
            answer = accepted(command, seen, sent);
        }
        return withPreference(call, answer)
                .with("Location", call.request().basePath() + "/api/schedules/" + command.scheduleId());
    }

    /** Waits for a change of a schedule that was read before, as long as the call prefers. */
    HttpResponse ofChange(Call call, Command command, Schedule before) {
        Sighting sighting = watch(call, command);
        HttpResponse answer = sighting instanceof Sighting.Settled settled
                ? settled(200, settled)
                : accepted(command, Optional.of(lastSeen(sighting).orElse(before)), before);
        return withPreference(call, answer);
    }

    private HttpResponse settled(int status, Sighting.Settled settled) {
        ObjectNode json = ScheduleJson.full(settled.schedule(), clock.instant());
        Outcome.Result result = settled.outcome().result();
        if (result == Outcome.Result.STALE || result == Outcome.Result.OVERTAKEN) {
            json.withArray("warnings").add(TOO_LATE);
        }
        return ScheduleAnswer.of(status, settled.schedule(), json);
    }

    /** Waits for a command, as long as the call prefers. */
    Sighting watch(Call call, Command command) {
        Optional<Duration> preferred = preferredWait(call);
        if (preferred.isEmpty()) {
            return watch.until(command, DEFAULT_WAIT);
        }
        Duration began = wallTime.elapsed();
        try {
            return watch.until(command, preferred.get());
        } finally {
            call.trail().waited(wallTime.elapsed().minus(began));
        }
    }

    private HttpResponse accepted(Command command, Optional<Schedule> seen, Schedule standIn) {
        ObjectNode json = ScheduleJson.full(seen.orElse(standIn), clock.instant());
        json.put("command_id", command.context().commandId());
        // Nobody has seen a version of what was merely sent, so that has no entity tag.
        return seen.map(it -> ScheduleAnswer.of(202, it, json)).orElseGet(() -> HttpResponse.json(202, json));
    }

    private static Optional<Schedule> lastSeen(Sighting sighting) {
        return sighting instanceof Sighting.Unsettled unsettled
                ? unsettled.schedule().filter(it -> it.definition() != null)
                : Optional.empty();
    }

    private static HttpResponse withPreference(Call call, HttpResponse answer) {
        return preferredWait(call)
                .map(wait -> answer.with("Preference-Applied", "wait=" + wait.toSeconds()))
                .orElse(answer);
    }

    private static Optional<Duration> preferredWait(Call call) {
        return Preferences.wait(call.request()).map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    }
}
