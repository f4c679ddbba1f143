package com.rezagent.schedules.webapi.command;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.Precondition;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Handles a request that changes several resources of one kind: one command for each, with a result for each. All are
 * decided before the first is published, and they are published in batches. Thread-safe.
 *
 * @param <R> record of the resource
 * @param <C> its commands
 */
public final class BulkChanges<R, C extends Command> {
    /** When publishing stops, so that the response is sent before the function's timeout of 20 seconds. */
    static final Duration PUBLISH_BUDGET = Duration.ofSeconds(12);

    /** The maximum number of records that are read at once. */
    private static final int MAX_READ = 100;

    private final Resource<R, C> resource;
    private final ChangeHandler<R, C> changes;
    private final CommandPublisher publisher;
    private final CommandAwaiter<R, C> awaiter;
    private final Sleeper sleeper;
    private final Log log;

    BulkChanges(
            Resource<R, C> resource,
            ChangeHandler<R, C> changes,
            CommandPublisher publisher,
            CommandAwaiter<R, C> awaiter,
            Sleeper sleeper,
            Log log) {
        this.resource = resource;
        this.changes = changes;
        this.publisher = publisher;
        this.awaiter = awaiter;
        this.sleeper = sleeper;
        this.log = log;
    }

    /**
     * Makes the command for one resource.
     *
     * @param <R> record of the resource
     * @param <C> its commands
     */
    @FunctionalInterface
    public interface Maker<R, C> {
        /**
         * @param seen the record; empty if there is none, or callers may not see it
         * @throws RefusedException if there is no such command for this resource
         */
        C make(Command.Context context, String id, Optional<R> seen);
    }

    /**
     * Publishes a command for each id, reads each record once for its outcome, and returns the results in the order of
     * the ids.
     *
     * @param ids distinct
     * @param records by id: those that exist, visible or not
     * @throws RefusedException {@code idempotency_key_reused}; nothing was published
     * @throws TransientException if no command is known to be published, and each of the first batch may be
     */
    public List<BulkResult> change(RequestContext call, List<String> ids, Map<String, R> records, Maker<R, C> maker) {
        Duration end = sleeper.elapsed().plus(PUBLISH_BUDGET);
        Map<String, BulkResult> results = new HashMap<>();
        Map<String, C> commands = new LinkedHashMap<>();
        Map<String, C> unpublished = new LinkedHashMap<>();
        for (String id : ids) {
            try {
                R seen = records.get(id);
                C made = decided(call, id, Optional.ofNullable(seen), maker);
                commands.put(id, made);
                if (seen == null || resource.needsPublishing(seen, made)) {
                    unpublished.put(id, made);
                }
            } catch (RefusedException e) {
                if (e.code() == ErrorCode.IDEMPOTENCY_KEY_REUSED) {
                    throw e;
                }
                results.put(id, BulkResult.refused(id, null, e));
            }
        }
        results.putAll(publish(call, unpublished, end));
        commands.keySet().removeAll(results.keySet());
        results.putAll(look(commands));
        return ids.stream().map(it -> Objects.requireNonNull(results.get(it))).toList();
    }

    /** Reads the records of these ids, see {@link Resource#findAll}. */
    public Map<String, R> records(List<String> ids) {
        Map<String, R> found = new HashMap<>();
        for (int from = 0; from < ids.size(); from += MAX_READ) {
            found.putAll(resource.findAll(ids.subList(from, Math.min(ids.size(), from + MAX_READ))));
        }
        return found;
    }

    private C decided(RequestContext call, String id, Optional<R> seen, Maker<R, C> maker) {
        Optional<R> visible = seen.filter(resource::isVisible);
        C made = maker.make(changes.context(call, id, seen.orElse(null)), id, visible);
        if (visible.isPresent()) {
            changes.requireAllowed(made, visible.get(), Precondition.NONE);
        } else {
            resource.requireAllowed(visible, made, Precondition.NONE);
        }
        return made;
    }

    /**
     * Publishes until the time is used up or a whole batch fails; what is left is reported as unavailable.
     *
     * @return the results of those that were not published, or may not have been
     */
    private Map<String, BulkResult> publish(RequestContext call, Map<String, C> commands, Duration end) {
        Map<String, BulkResult> failed = new HashMap<>();
        List<String> ids = List.copyOf(commands.keySet());
        boolean isStopped = false;
        for (int from = 0; from < ids.size(); from += TopicPublisher.MAX_BATCH) {
            List<String> batch = ids.subList(from, Math.min(ids.size(), from + TopicPublisher.MAX_BATCH));
            isStopped |= sleeper.elapsed().compareTo(end) >= 0;
            if (isStopped) {
                batch.forEach(id -> failed.put(id, BulkResult.notSent(id)));
                continue;
            }
            List<C> sent = new ArrayList<>();
            batch.forEach(id -> sent.add(Objects.requireNonNull(commands.get(id))));
            Map<String, TransientException> failures = publisher.publishAll(sent, call);
            isStopped = failures.size() == batch.size();
            if (isStopped && from == 0) {
                call.requestLog().command(sent.get(0).context().commandId());
                throw failures.values().iterator().next();
            }
            for (String id : batch) {
                C command = Objects.requireNonNull(commands.get(id));
                TransientException failure = failures.get(command.context().commandId());
                if (failure != null) {
                    logFailure(call, command, failure);
                    failed.put(id, BulkResult.unknown(id, command.context().commandId()));
                }
            }
        }
        return failed;
    }

    private void logFailure(RequestContext call, C command, TransientException failure) {
        log.with(command.subject())
                .warn(
                        "request_not_served",
                        Log.field("request_id", call.request().id()),
                        Log.field("reason", failure.reason()));
    }

    private Map<String, BulkResult> look(Map<String, C> commands) {
        Map<String, R> records = recordsAfter(commands.keySet());
        Map<String, BulkResult> results = new HashMap<>();
        commands.forEach((id, command) -> results.put(id, look(id, Optional.ofNullable(records.get(id)), command)));
        return results;
    }

    /** A failed read does not fail the request, because the commands are already published. */
    private Map<String, R> recordsAfter(Set<String> ids) {
        try {
            return records(List.copyOf(ids));
        } catch (TransientException e) {
            log.warn("record_not_read", Log.field("reason", e.reason()));
            return Map.of();
        }
    }

    private BulkResult look(String id, Optional<R> record, C command) {
        String commandId = command.context().commandId();
        try {
            return awaiter.progress(record, command) instanceof CommandProgress.Completed<R> completed
                    ? BulkResult.completed(id, commandId, completed.outcome())
                    : BulkResult.accepted(id, commandId);
        } catch (RefusedException e) {
            return BulkResult.refused(id, commandId, e);
        }
    }
}
