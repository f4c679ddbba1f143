package com.rezagent.schedules.webapi.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.Precondition;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.IdempotencyKey;
import com.rezagent.schedules.webapi.http.IfMatch;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Handles every request that changes a resource: makes the command, asks the decider what it would do with the record as
 * read, refuses the request with its error, or publishes the command, waits for its outcome and responds. A command that
 * would change nothing is published, too, because an older command that would change the record may still be in transit.
 * Thread-safe.
 *
 * @param <R> record of the resource
 * @param <C> its commands
 */
public final class ChangeHandler<R, C extends Command> {
    private static final int MAX_EDIT_ATTEMPTS = 2;

    private final Resource<R, C> resource;
    private final CommandPublisher publisher;
    private final ChangeResponses<R, C> responses;

    private ChangeHandler(Resource<R, C> resource, CommandPublisher publisher, ChangeResponses<R, C> responses) {
        this.resource = resource;
        this.publisher = publisher;
        this.responses = responses;
    }

    /** Creates the handlers of all resources. */
    public record Factory(CommandPublisher publisher, Sleeper sleeper, Log log) {
        public <R, C extends Command> ChangeHandler<R, C> of(Resource<R, C> resource) {
            CommandAwaiter<R, C> awaiter = new CommandAwaiter<>(resource, sleeper, log);
            return new ChangeHandler<>(resource, publisher, new ChangeResponses<>(resource, awaiter, sleeper));
        }

        /** Returns the handler of requests that change several resources. */
        public <R, C extends Command> BulkChanges<R, C> bulk(Resource<R, C> resource) {
            return new BulkChanges<>(
                    resource, of(resource), publisher, new CommandAwaiter<>(resource, sleeper, log), sleeper, log);
        }
    }

    /**
     * Handles a change of an existing resource, on the condition of {@link #ifMatch}.
     *
     * @param seen the record as read
     * @throws RefusedException if the command is refused, by the decider now or by the scheduler function
     */
    public HttpResponse change(RequestContext call, R seen, Function<Command.Context, C> command) {
        return change(call, seen, command, ifMatch(call, seen));
    }

    /** As {@link #change(RequestContext, Object, Function)}, on another condition. */
    public HttpResponse change(
            RequestContext call, R seen, Function<Command.Context, C> command, Precondition precondition) {
        return change(call, seen, command, precondition, List.of());
    }

    /** As {@link #change(RequestContext, Object, Function, Precondition)}, with warnings for the response. */
    public HttpResponse change(
            RequestContext call,
            R seen,
            Function<Command.Context, C> command,
            Precondition precondition,
            List<String> warnings) {
        C made = command.apply(context(call, resource.id(seen), seen));
        return change(
                call, seen, made, precondition, (record, json) -> warnings.forEach(json.withArray("warnings")::add));
    }

    /**
     * As {@link #change(RequestContext, Object, Function, Precondition)}, for a command that was made.
     *
     * @param additions adds to the body of the response, which shows a record
     */
    public HttpResponse change(
            RequestContext call, R seen, C made, Precondition precondition, BiConsumer<R, ObjectNode> additions) {
        requireAllowed(made, seen, precondition);
        if (resource.needsPublishing(seen, made)) {
            publish(made, call);
        }
        return responses.ofChange(call, made, seen, additions);
    }

    /**
     * Handles a change that is computed from the record as read, on the condition of {@link #ifMatch}: see {@link
     * #edit(RequestContext, Supplier, BiFunction, Function)}.
     */
    public HttpResponse edit(RequestContext call, Supplier<R> read, BiFunction<Command.Context, R, C> command) {
        return edit(call, read, command, seen -> ifMatch(call, seen));
    }

    /**
     * Handles a change that is computed from the record as read, e.g. a patch. If another command changes the record
     * first, the change is computed and published once more, unless the request has an {@code If-Match} with tags or does
     * not wait. A notice reports a lost race only if the request does not.
     *
     * @param read reads the record
     * @param command makes a command that expects the version of the record
     * @throws RefusedException if the command is refused, by the decider now or by the scheduler function; {@code
     *     version_conflict} if other commands changed the record first each time
     */
    public HttpResponse edit(
            RequestContext call,
            Supplier<R> read,
            BiFunction<Command.Context, R, C> command,
            Function<R, Precondition> precondition) {
        boolean isRepeatable = responses.waits(call)
                && IfMatch.of(call.request()).filter(it -> !it.any()).isEmpty();
        int attempts = isRepeatable ? MAX_EDIT_ATTEMPTS : 1;
        Duration start = responses.now();
        for (int attempt = 1; attempt <= attempts; attempt++) {
            R seen = read.get();
            C made = command.apply(
                    publisher.context(call, resource.id(seen), resource.latestStamp(seen), attempt), seen);
            requireAllowed(made, seen, precondition.apply(seen));
            boolean isLast = attempt == attempts;
            if (isLast) {
                publish(made, call);
            } else {
                publisher.publishHandlingConflict(made, call);
            }
            Optional<HttpResponse> response = responses.ofEdit(call, made, seen, start);
            if (response.isPresent()) {
                if (!isLast && response.get().status() == ChangeResponses.ACCEPTED) {
                    // It may still lose the race, and now only a notice can say so.
                    publish(made, call);
                }
                return response.get();
            }
        }
        throw new RefusedException(
                ErrorCode.VERSION_CONFLICT,
                "The " + resource.noun() + " has changed since it was read",
                "Another change was applied first, so this one changed nothing; read the " + resource.noun()
                        + " again and repeat the change");
    }

    /**
     * Handles a PUT that creates the resource where callers see none, and otherwise replaces it.
     *
     * @param stored the record as read, visible or not; empty if there is none
     * @param standIn returns the record that the command would create, which the response shows if none is visible yet
     * @throws RefusedException if the command is refused, by the decider now or by the scheduler function
     */
    public HttpResponse put(
            RequestContext call,
            String id,
            Optional<R> stored,
            Function<Command.Context, C> command,
            Function<C, R> standIn,
            Precondition precondition) {
        C made = command.apply(context(call, id, stored.orElse(null)));
        resource.requireAllowed(stored, made, precondition);
        publish(made, call);
        Optional<R> seen = stored.filter(resource::isVisible);
        return seen.isPresent()
                ? responses.ofChange(call, made, seen.get(), (record, json) -> {})
                : responses.ofCreatingPut(call, id, made, standIn.apply(made));
    }

    /** What a request creates. */
    public interface NewResource<R, C extends Command> {
        C command(Command.Context context);

        /**
         * Checks the command as if there were no such resource.
         *
         * @throws RefusedException if it would be refused
         */
        void requireAllowed(C command);

        /** Returns the record that the command would create, which the response shows if none is visible yet. */
        R standIn(C command);
    }

    /**
     * Handles a create. Most creates are of an unused name, so the record is read only if such a create would be
     * refused, e.g. because a time is in the past; then the record decides whether the request is a repetition or the
     * name is taken. With an {@code Idempotency-Key} it is read first, to find the outcome of the same request.
     *
     * @param details fields of the log line of the published command
     * @throws RefusedException if the command is refused, by the decider now or by the scheduler function
     */
    public HttpResponse create(RequestContext call, String id, NewResource<R, C> created, Log.Field... details) {
        C made = allowedCreate(call, id, created);
        publish(made, call, details);
        CommandProgress<R> progress = responses.await(call, id, made);
        if (!hasKey(call)
                && progress instanceof CommandProgress.Completed<R> completed
                && completed.outcome().result() == Result.STALE) {
            // No record was read before publishing, and the clock of its last writer is ahead of ours: publish again,
            // with a later time.
            made = created.command(context(call, id, completed.record()));
            publish(made, call, details);
            progress = responses.await(call, id, made);
        }
        return responses.ofCreate(call, id, made, created.standIn(made), progress);
    }

    private C allowedCreate(RequestContext call, String id, NewResource<R, C> created) {
        R seen = hasKey(call) ? findVisible(id) : null;
        C made = created.command(context(call, id, seen));
        if (seen != null && isRepetition(made, seen)) {
            return made;
        }
        try {
            created.requireAllowed(made);
            return made;
        } catch (RefusedException e) {
            R existing = hasKey(call) ? seen : findVisible(id);
            if (existing == null) {
                throw e;
            }
            C again = created.command(context(call, id, existing));
            resource.requireAllowed(Optional.of(existing), again, Precondition.NONE);
            return again;
        }
    }

    private static boolean hasKey(RequestContext call) {
        return IdempotencyKey.of(call.request()).isPresent();
    }

    private @Nullable R findVisible(String id) {
        return resource.find(id).filter(resource::isVisible).orElse(null);
    }

    /**
     * Returns the context of a command.
     *
     * @param seen the record that the command must be later than; null if none was read or the command writes no
     *     register
     */
    public Command.Context context(RequestContext call, String id, @Nullable R seen) {
        return publisher.context(call, id, seen == null ? null : resource.latestStamp(seen));
    }

    /**
     * Returns if the record has the outcome of this command, because the request then is a repetition, or if the decider
     * would not refuse the command.
     *
     * @throws RefusedException if it would, or if the {@code Idempotency-Key} was used with a different request
     */
    public void requireAllowed(C command, R seen, Precondition precondition) {
        if (!isRepetition(command, seen)) {
            resource.requireAllowed(Optional.of(seen), command, precondition);
        }
    }

    private boolean isRepetition(C command, R seen) {
        Optional<CommandOutcome> outcome = resource.repeatedOutcome(seen, command);
        outcome.ifPresent(it -> CommandPublisher.requireSameRequest(command.context(), it.requestDigest()));
        return outcome.isPresent();
    }

    /** Publishes a command, see {@link CommandPublisher#publish}. */
    public void publish(Command command, RequestContext call, Log.Field... details) {
        publisher.publish(command, call, details);
    }

    /** Returns the condition of the {@code If-Match} header. A command that would change nothing meets it. */
    public Precondition ifMatch(RequestContext call, R seen) {
        return result -> {
            Optional<IfMatch> condition = IfMatch.of(call.request());
            if (result != Result.UNCHANGED) {
                requireMatch(condition, seen);
            }
        };
    }

    /**
     * Checks the condition against the record, if there is one.
     *
     * @throws RefusedException {@code version_conflict} if the record does not match it
     */
    public void requireMatch(Optional<IfMatch> condition, R seen) {
        String tag = resource.entityTag(seen);
        if (condition.isPresent() && !condition.get().matches(tag)) {
            throw new RefusedException(
                    ErrorCode.VERSION_CONFLICT,
                    "The " + resource.noun() + " has changed since it was read",
                    "If-Match: is not the current ETag, \"" + tag + "\"; read the " + resource.noun()
                            + " again and repeat the change");
        }
    }
}
