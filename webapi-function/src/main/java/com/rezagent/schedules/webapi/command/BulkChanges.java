package com.rezagent.schedules.webapi.command;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.Precondition;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Handles a request that changes several resources of one kind: one command for each, with a result for each. All are
 * decided before the first is published. Thread-safe.
 *
 * @param <R> record of the resource
 * @param <C> its commands
 */
public final class BulkChanges<R, C extends Command> {
    /** When publishing stops, so that the response is sent before the function's timeout of 20 seconds. */
    static final Duration PUBLISH_BUDGET = Duration.ofSeconds(12);

    private final Resource<R, C> resource;
    private final ChangeHandler<R, C> changes;
    private final CommandPublisher publisher;
    private final CommandAwaiter<R> awaiter;
    private final Sleeper sleeper;
    private final Log log;

    BulkChanges(
            Resource<R, C> resource,
            ChangeHandler<R, C> changes,
            CommandPublisher publisher,
            CommandAwaiter<R> awaiter,
            Sleeper sleeper,
            Log log) {
        this.resource = resource;
        this.changes = changes;
        this.publisher = publisher;
        this.awaiter = awaiter;
        this.sleeper = sleeper;
        this.log = log;
    }

    /** One of the resources; the command is null if it is refused. */
    private record Item<C>(
            String id, @Nullable C command, @Nullable BulkResult refused) {}

    /**
     * Publishes a command for each id, reads each record once for its outcome, and returns the results in the order of
     * the ids.
     *
     * @param find returns the record, visible or not
     * @param command makes the command for an id
     * @throws RefusedException {@code idempotency_key_reused}; nothing was published
     * @throws TransientException if it is unknown whether the first command was published, and no other one was
     */
    public List<BulkResult> change(
            RequestContext call,
            List<String> ids,
            Function<String, Optional<R>> find,
            BiFunction<Command.Context, String, C> command) {
        Duration end = sleeper.elapsed().plus(PUBLISH_BUDGET);
        List<Item<C>> items = ids.stream()
                .map(id -> decided(call, id, find.apply(id), command))
                .toList();
        List<Item<C>> published = published(call, items, end);
        return published.stream()
                .map(item -> item.command() == null ? refusal(item) : look(item.id(), item.command()))
                .toList();
    }

    private static BulkResult refusal(Item<?> item) {
        if (item.refused() == null) {
            throw new IllegalStateException("An item has neither a command nor a refusal");
        }
        return item.refused();
    }

    private Item<C> decided(
            RequestContext call, String id, Optional<R> seen, BiFunction<Command.Context, String, C> command) {
        C made = command.apply(changes.context(call, id, seen.orElse(null)), id);
        try {
            if (seen.isPresent()) {
                changes.requireAllowed(made, seen.get(), Precondition.NONE);
            } else {
                resource.requireAllowed(seen, made, Precondition.NONE);
            }
            return new Item<>(id, made, null);
        } catch (RefusedException e) {
            if (e.code() == ErrorCode.IDEMPOTENCY_KEY_REUSED) {
                throw e;
            }
            return new Item<>(id, null, BulkResult.refused(id, null, e));
        }
    }

    /** Publishes until the time is used up or a publish fails; what is left is reported as unavailable. */
    private List<Item<C>> published(RequestContext call, List<Item<C>> items, Duration end) {
        List<Item<C>> published = new ArrayList<>();
        boolean isAnySent = false;
        boolean isStopped = false;
        for (Item<C> item : items) {
            C made = item.command();
            isStopped |= sleeper.elapsed().compareTo(end) >= 0;
            if (made == null) {
                published.add(item);
            } else if (isStopped) {
                published.add(new Item<>(item.id(), null, BulkResult.notSent(item.id())));
            } else {
                try {
                    publisher.publish(made, call);
                    published.add(item);
                    isAnySent = true;
                } catch (TransientException e) {
                    if (!isAnySent) {
                        throw e;
                    }
                    logFailure(call, made, e);
                    isStopped = true;
                    String commandId = made.context().commandId();
                    published.add(new Item<>(item.id(), null, BulkResult.unknown(item.id(), commandId)));
                }
            }
        }
        return published;
    }

    private void logFailure(RequestContext call, C command, TransientException failure) {
        log.with(command.subject())
                .warn(
                        "request_not_served",
                        Log.field("request_id", call.request().id()),
                        Log.field("reason", failure.reason()));
    }

    private BulkResult look(String id, C command) {
        String commandId = command.context().commandId();
        try {
            return awaiter.await(id, command, Duration.ZERO) instanceof CommandProgress.Completed<R> completed
                    ? BulkResult.completed(id, commandId, completed.outcome())
                    : BulkResult.accepted(id, commandId);
        } catch (RefusedException e) {
            return BulkResult.refused(id, commandId, e);
        }
    }
}
