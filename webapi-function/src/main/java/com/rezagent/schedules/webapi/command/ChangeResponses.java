package com.rezagent.schedules.webapi.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Builds the response to a request whose command was published. Reports only what the record shows.
 *
 * <p>201 or 200: the command has taken effect and has converged. 200 is also returned if a later command
 * has overtaken this one: the record then shows what the later command requested. Otherwise 202, with the {@code
 * command_id}.
 *
 * @param <R> record of the resource
 * @param <C> its commands
 */
final class ChangeResponses<R, C extends Command> {
    /** Status of the response to a command that has not been seen to take effect. */
    static final int ACCEPTED = 202;

    static final String TOO_LATE =
            "This request changed nothing because a later command took effect first. Send it again if still wanted.";

    private final Resource<R, C> resource;
    private final CommandAwaiter<R, C> awaiter;
    private final Sleeper sleeper;

    ChangeResponses(Resource<R, C> resource, CommandAwaiter<R, C> awaiter, Sleeper sleeper) {
        this.resource = resource;
        this.awaiter = awaiter;
        this.sleeper = sleeper;
    }

    /**
     * Returns the response to a create. If no record of it is visible yet, the body shows {@code sent}.
     *
     * @throws RefusedException if a later create with a different definition has overtaken this one
     */
    HttpResponse ofCreate(RequestContext call, String id, C command, R sent, CommandProgress<R> progress) {
        HttpResponse response;
        if (progress instanceof CommandProgress.Completed<R> completed) {
            if (completed.outcome().result() == CommandOutcome.Result.OVERTAKEN) {
                throw resource.nameConflict(id);
            }
            response = completed(
                    completed.outcome().result() == CommandOutcome.Result.APPLIED ? 201 : 200,
                    completed,
                    (record, json) -> {});
        } else {
            // A record whose name can be reused is what this create replaces: it says nothing about this create.
            Optional<R> seen = lastSeen(progress)
                    .filter(it -> !resource.canReuseName(it)
                            || resource.outcomeOf(it, command.context().commandId())
                                    .isPresent());
            response = accepted(command, seen, sent, (record, json) -> {});
        }
        return PreferredWait.applied(call, response)
                .with("Location", call.request().basePath() + resource.path(id));
    }

    /**
     * Waits for the command as long as the request prefers, then returns the response. {@code before} is the record
     * that the request was checked against; the body shows it if no newer one is visible.
     *
     * @param additions adds to the body, which shows a record
     * @throws RefusedException if the command was refused
     */
    HttpResponse ofChange(RequestContext call, C command, R before, BiConsumer<R, ObjectNode> additions) {
        return ofChange(call, command, before, additions, await(call, resource.id(before), command));
    }

    private HttpResponse ofChange(
            RequestContext call,
            C command,
            R before,
            BiConsumer<R, ObjectNode> additions,
            CommandProgress<R> progress) {
        HttpResponse response = progress instanceof CommandProgress.Completed<R> completed
                ? completed(200, completed, additions)
                : accepted(command, Optional.of(lastSeen(progress).orElse(before)), before, additions);
        return PreferredWait.applied(call, response);
    }

    /**
     * Waits as {@link #ofChange} for a command that expects the version of {@code before}; empty if another command was
     * first.
     *
     * @param start when waiting for an earlier command of the request began; a second one gets the time that is left,
     *     but at least the default
     * @throws RefusedException if the command was refused for another reason
     */
    Optional<HttpResponse> ofEdit(RequestContext call, C command, R before, Duration start) {
        CommandProgress<R> progress;
        try {
            progress = await(call, resource.id(before), command, start);
        } catch (RefusedException e) {
            if (e.code() == ErrorCode.VERSION_CONFLICT) {
                return Optional.empty();
            }
            throw e;
        }
        boolean isLost = progress instanceof CommandProgress.Completed<R> completed && isTooLate(completed.outcome());
        return isLost ? Optional.empty() : Optional.of(ofChange(call, command, before, (record, json) -> {}, progress));
    }

    /** Returns whether the request waits for its command at all. */
    boolean waits(RequestContext call) {
        return PreferredWait.waits(call);
    }

    /** Returns the time from which a wait is measured. */
    Duration now() {
        return sleeper.elapsed();
    }

    /**
     * Waits as {@link #ofChange} for a PUT where callers saw no record: 201 with its {@code Location} if it created one,
     * 200 if another request was first. The body shows {@code sent} if no record is visible yet.
     *
     * @throws RefusedException if the command was refused
     */
    HttpResponse ofCreatingPut(RequestContext call, String id, C command, R sent) {
        CommandProgress<R> progress = await(call, id, command);
        if (progress instanceof CommandProgress.Completed<R> completed
                && completed.outcome().result() != CommandOutcome.Result.APPLIED) {
            return PreferredWait.applied(call, completed(200, completed, (record, json) -> {}));
        }
        HttpResponse response = progress instanceof CommandProgress.Completed<R> completed
                ? completed(201, completed, (record, json) -> {})
                : accepted(command, lastSeen(progress), sent, (record, json) -> {});
        return PreferredWait.applied(call, response)
                .with("Location", call.request().basePath() + resource.path(id));
    }

    private HttpResponse completed(
            int status, CommandProgress.Completed<R> completed, BiConsumer<R, ObjectNode> additions) {
        ObjectNode json = resource.json(completed.record());
        additions.accept(completed.record(), json);
        if (isTooLate(completed.outcome())) {
            json.withArray("warnings").add(TOO_LATE);
        }
        return tagged(status, completed.record(), json);
    }

    /** Returns whether a later command took effect first, so that this one changed nothing. */
    static boolean isTooLate(CommandOutcome outcome) {
        return outcome.result() == CommandOutcome.Result.STALE || outcome.result() == CommandOutcome.Result.OVERTAKEN;
    }

    private HttpResponse tagged(int status, R record, ObjectNode json) {
        return HttpResponse.json(status, json).withEntityTag(resource.entityTag(record));
    }

    /** Waits for the command as long as the request prefers, see {@link PreferredWait}. */
    CommandProgress<R> await(RequestContext call, String id, C command) {
        return await(call, id, command, now());
    }

    private CommandProgress<R> await(RequestContext call, String id, C command, Duration start) {
        return PreferredWait.await(call, sleeper, start, budget -> awaiter.await(id, command, budget));
    }

    private HttpResponse accepted(C command, Optional<R> seen, R standIn, BiConsumer<R, ObjectNode> additions) {
        R shown = seen.orElse(standIn);
        ObjectNode json = resource.json(shown);
        additions.accept(shown, json);
        json.put(resource.commandIdField(), command.context().commandId());
        // The stand-in is not a stored version, so it has no entity tag.
        return seen.map(it -> tagged(ACCEPTED, it, json)).orElseGet(() -> HttpResponse.json(ACCEPTED, json));
    }

    private Optional<R> lastSeen(CommandProgress<R> progress) {
        return progress instanceof CommandProgress.Pending<R> pending
                ? pending.record().filter(resource::isVisible)
                : Optional.empty();
    }
}
