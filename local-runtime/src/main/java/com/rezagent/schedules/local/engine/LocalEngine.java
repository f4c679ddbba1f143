package com.rezagent.schedules.local.engine;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.error.TransientException.Reason;
import com.rezagent.schedules.local.engine.SimulatedSchedulerException.Kind;
import com.rezagent.schedules.local.fault.TracksInFlightCalls;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.ScheduleId;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Engine on the {@link SimulatedScheduler}. Like the AWS adapter, it sends a new client token with each call. */
public final class LocalEngine implements Engine, TracksInFlightCalls {
    private final SimulatedScheduler scheduler;
    private final Supplier<String> tokens;

    /** @param tokens returns a new client token on each call */
    public LocalEngine(SimulatedScheduler scheduler, Supplier<String> tokens) {
        this.scheduler = scheduler;
        this.tokens = tokens;
    }

    /** One call to the scheduler. */
    private interface EngineCall<T> {
        T run() throws SimulatedSchedulerException;
    }

    @Override
    public Optional<ExistingEntry> find(ScheduleId id) {
        return attempt(Kind.NOT_FOUND, () -> scheduler.get(id.value()));
    }

    @Override
    public Optional<String> create(EngineEntry entry) {
        return attempt(Kind.CONFLICT, () -> scheduler.create(entry, tokens.get()));
    }

    @Override
    public Optional<String> update(EngineEntry entry) {
        return attempt(Kind.NOT_FOUND, () -> scheduler.update(entry, tokens.get()));
    }

    @Override
    public void delete(ScheduleId id) {
        attempt(Kind.NOT_FOUND, () -> {
            scheduler.delete(id.value(), tokens.get());
            return id;
        });
    }

    @Override
    public Page<ScheduleId> list(@Nullable String nextToken) {
        // The next token is the only input that the scheduler validates.
        Page<ExistingEntry> page = attempt(Kind.VALIDATION, () -> scheduler.list(nextToken))
                .orElseThrow(() -> new RefusedException(
                        ErrorCode.INVALID_REQUEST,
                        "The request is invalid",
                        "next_token: does not belong to this list; start again without it"));
        return new Page<>(page.items().stream().map(it -> it.entry().id()).toList(), page.nextToken());
    }

    @Override
    public Runnable begin(Object @Nullable [] arguments) {
        String name = arguments == null ? null : name(arguments[0]);
        if (name == null) {
            return () -> {};
        }
        scheduler.begin(name);
        return () -> scheduler.end(name);
    }

    private static @Nullable String name(@Nullable Object argument) {
        if (argument instanceof EngineEntry entry) {
            return entry.id().value();
        }
        return argument instanceof ScheduleId id ? id.value() : null;
    }

    private static RuntimeException translated(SimulatedSchedulerException e) {
        String message = e.kind().code() + ": " + e.getMessage();
        return switch (e.kind()) {
            case CONFLICT -> new TransientException(Reason.BUSY, message, e);
            case THROTTLING -> new TransientException(Reason.THROTTLED, message, e);
            case VALIDATION, NOT_FOUND ->
                new RefusedException(ErrorCode.ENGINE_REFUSED, "EventBridge Scheduler refused the schedule", message);
        };
    }

    /** Returns the result; empty if the call fails with the expected kind of error. */
    private static <T> Optional<T> attempt(@Nullable Kind expected, EngineCall<T> call) {
        try {
            return Optional.of(call.run());
        } catch (SimulatedSchedulerException e) {
            if (e.kind() == expected) {
                return Optional.empty();
            }
            throw translated(e);
        }
    }
}
