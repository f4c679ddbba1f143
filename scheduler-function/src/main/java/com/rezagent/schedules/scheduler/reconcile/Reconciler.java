package com.rezagent.schedules.scheduler.reconcile;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.ScheduleException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.Page;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.scheduler.converge.Convergence;
import com.rezagent.schedules.scheduler.converge.Converger;
import com.rezagent.schedules.scheduler.event.ReconcileRequest;
import com.rezagent.schedules.scheduler.event.ReconcileRequest.Cursor;
import com.rezagent.schedules.scheduler.event.ReconcileRequest.Listing;
import com.rezagent.schedules.scheduler.execution.Executor;
import com.rezagent.schedules.scheduler.execution.ScheduleCompleter;
import com.rezagent.schedules.scheduler.notice.Notices;
import com.rezagent.schedules.scheduler.reconcile.ReconcileReport.Finding;
import com.rezagent.schedules.topic.Stage;
import com.rezagent.schedules.topic.TopicMessage;
import com.rezagent.schedules.topic.TopicPublisher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Walks engine and store a page at a time, and converges each schedule it meets; it has no other way to touch the engine. Of
 * what is failed or deleted the engine has no entry, so there it only looks for executions that were missed before.
 * The record is read after the listing, so that a listing that is out of date does no harm. What it can't finish in its
 * time it hands on to another invocation, by the schedule-creation topic.
 */
public final class Reconciler {
    /** The longest grace, and a day in which a run may fail. */
    private static final Duration AUDITED_FOR = Duration.ofDays(3).plusMinutes(10);

    /** Sides whose schedules are over: they are audited to their end, and not converged. */
    private static final Set<Listing> OVER = EnumSet.of(Listing.FAILED, Listing.DELETED);

    private final ScheduleStore store;
    private final Engine engine;
    private final TopicPublisher publisher;
    private final Stage stage;
    private final Converger converger;
    private final Executor executor;
    private final ScheduleCompleter completion;
    private final MissedExecutions missedExecutions;
    private final Clock clock;

    public Reconciler(
            ScheduleStore store,
            ExecutionHistory history,
            Engine engine,
            TopicPublisher publisher,
            Stage stage,
            Converger converger,
            Executor executor,
            ScheduleCompleter completion,
            Notices notices,
            Clock clock) {
        this.store = store;
        this.engine = engine;
        this.publisher = publisher;
        this.stage = stage;
        this.converger = converger;
        this.executor = executor;
        this.completion = completion;
        this.clock = clock;
        this.missedExecutions = new MissedExecutions(store, history, notices, clock);
    }

    /**
     * Runs until all is walked or time is up.
     *
     * @param outOfTime asked before each page and each schedule
     * @throws TransientException when a list can't be had; what was done stays done
     */
    public ReconcileReport run(ReconcileRequest request, BooleanSupplier outOfTime, Log log) {
        ReconcileReport report = new ReconcileReport(request.dryRun());
        Set<ScheduleId> checked = new HashSet<>();
        Cursor start = request.cursor();
        Optional<Cursor> at = Optional.of(start == null ? Cursor.atStart(Listing.ENGINE, 0) : start);
        boolean isFirst = true;
        while (at.isPresent()) {
            // At least one schedule or page, so that a chain of short invocations still gets to the end.
            if (!isFirst && outOfTime.getAsBoolean()) {
                continueLater(new ReconcileRequest(request.dryRun(), at.get()), report);
                break;
            }
            at = page(at.get(), checked, report, outOfTime, log);
            isFirst = false;
        }
        log.info(
                "reconciled",
                field("dry_run", request.dryRun()),
                field("entries", report.entries()),
                field("checked", report.count(Finding.CHECKED)),
                field("lost", report.count(Finding.LOST)),
                field("orphaned", report.count(Finding.ORPHANED)),
                field("diverged", report.count(Finding.DIVERGED)),
                field("half_created", report.count(Finding.HALF_CREATED)),
                field("refused", report.count(Finding.REFUSED)),
                field("completed", report.count(Finding.COMPLETED)),
                field("missed", report.count(Finding.MISSED)),
                field("errors", report.count(Finding.ERRORS)),
                field("continued", report.isContinued()));
        return report;
    }

    /** @return where to go on: in the same page, where time is up before its end */
    private Optional<Cursor> page(
            Cursor at, Set<ScheduleId> checked, ReconcileReport report, BooleanSupplier outOfTime, Log log) {
        Page<ScheduleId> page = at.side() == Listing.ENGINE ? engine.list(at.token()) : stored(at);
        long entries =
                at.entries() + (at.side() == Listing.ENGINE ? page.items().size() : 0);
        report.listed(entries);
        ScheduleId last = at.after();
        for (ScheduleId id : rest(page.items(), last)) {
            if (!checked.contains(id)) {
                if (!checked.isEmpty() && outOfTime.getAsBoolean()) {
                    return Optional.of(new Cursor(at.side(), at.token(), last, at.entries()));
                }
                checked.add(id);
                if (!check(id, at.side(), report, outOfTime, log.with(id))) {
                    return Optional.of(new Cursor(at.side(), at.token(), last, at.entries()));
                }
            }
            last = id;
        }
        return page.nextToken() != null
                ? Optional.of(new Cursor(at.side(), page.nextToken(), null, entries))
                : at.side().next().map(side -> Cursor.atStart(side, entries));
    }

    /** What comes after the last one looked at; all of the page, where that one is no longer in it. */
    private static List<ScheduleId> rest(List<ScheduleId> page, @Nullable ScheduleId last) {
        return last == null ? page : page.subList(page.indexOf(last) + 1, page.size());
    }

    private Page<ScheduleId> stored(Cursor at) {
        Status status = Status.valueOf(at.side().name());
        Page<ScheduleSummary> page = store.list(new ScheduleQuery(status, null, ScheduleQuery.MAX_LIMIT, at.token()));
        List<ScheduleId> ids = page.items().stream()
                .filter(this::mayNeedAudit)
                .map(ScheduleSummary::id)
                .toList();
        return new Page<>(ids, page.nextToken());
    }

    /**
     * Whether firings may have been missed that no run has looked for yet: what is completed or deleted, and kept for long,
     * had its last firing before, with a grace of up to two days.
     */
    private boolean mayNeedAudit(ScheduleSummary schedule) {
        Instant expires = schedule.expiresAt();
        return expires == null
                || expires.minus(Schedule.TIME_TO_LIVE).plus(AUDITED_FOR).isAfter(clock.instant());
    }

    private void continueLater(ReconcileRequest rest, ReconcileReport report) {
        publisher.publish(stage.scheduleCreation(), new TopicMessage(rest.write(), Map.of()));
        report.continuedLater();
    }

    /**
     * One schedule that can't be looked after must not keep the run from the others, be it by a fault of ours.
     *
     * @return false where time was up before its missed firings were recorded
     */
    private boolean check(ScheduleId id, Listing side, ReconcileReport report, BooleanSupplier outOfTime, Log log) {
        try {
            if (OVER.contains(side)) {
                return auditRest(id, report, outOfTime, log);
            }
            if (report.isDryRun()) {
                inspect(id, report, log);
                return true;
            }
            return repair(id, report, outOfTime, log);
        } catch (ScheduleException e) {
            report.add(Finding.ERRORS, 1);
            log.warn("reconcile_deferred", field("code", e.code().code()), field("reason", e.getMessage()));
        } catch (RuntimeException e) {
            report.add(Finding.ERRORS, 1);
            log.error(
                    "reconcile_deferred",
                    field("code", ErrorCode.INTERNAL_ERROR.code()),
                    field("exception", e.getClass().getName()));
        }
        return true;
    }

    /** What changes left of a schedule that fires no more. */
    private boolean auditRest(ScheduleId id, ReconcileReport report, BooleanSupplier outOfTime, Log log) {
        Optional<Schedule> left = store.find(id).filter(it -> !it.unaudited().isEmpty());
        if (left.isEmpty()) {
            return true;
        }
        report.add(Finding.CHECKED, 1);
        return report.isDryRun() ? inspectMissed(left.get(), report) : auditMissed(left.get(), report, outOfTime, log);
    }

    private boolean inspectMissed(Schedule schedule, ReconcileReport report) {
        report.add(Finding.MISSED, missedExecutions.inspect(schedule).missed());
        return true;
    }

    private boolean auditMissed(Schedule schedule, ReconcileReport report, BooleanSupplier outOfTime, Log log) {
        MissedExecutions.Audit audit = missedExecutions.audit(schedule, outOfTime, log);
        report.add(Finding.MISSED, audit.missed());
        return audit.isDone();
    }

    private boolean repair(ScheduleId id, ReconcileReport report, BooleanSupplier outOfTime, Log log) {
        report.add(Finding.CHECKED, 1);
        Convergence convergence = converger.converge(id, log);
        if (convergence.record().isEmpty()) {
            // Only the engine's list names what has no record.
            executor.tombstoneOrphan(id, log);
            found(Finding.ORPHANED, report, log);
            return true;
        }
        count(convergence, report, log);
        Optional<Schedule> record = convergence.record().filter(it -> it.definition() != null);
        if (record.isPresent()) {
            if (!auditMissed(record.get(), report, outOfTime, log)) {
                return false;
            }
            if (completion.completeIfDue(id, log)) {
                report.add(Finding.COMPLETED, 1);
            }
        }
        return true;
    }

    private void inspect(ScheduleId id, ReconcileReport report, Log log) {
        report.add(Finding.CHECKED, 1);
        Convergence convergence = converger.inspect(id);
        count(convergence, report, log);
        Optional<Schedule> record = convergence.record().filter(it -> it.definition() != null);
        if (record.isPresent()) {
            inspectMissed(record.get(), report);
            if (completion.isDue(record.get())) {
                report.add(Finding.COMPLETED, 1);
            }
        }
    }

    private static void count(Convergence convergence, ReconcileReport report, Log log) {
        Set<Convergence.Change> changes = convergence.changes();
        if (changes.contains(Convergence.Change.REFUSED)) {
            found(Finding.REFUSED, report, log);
        } else if (changes.contains(Convergence.Change.ENTRY_DELETED)) {
            found(Finding.ORPHANED, report, log);
        } else if (changes.contains(Convergence.Change.MARKED)) {
            found(Finding.HALF_CREATED, report, log);
        } else if (changes.contains(Convergence.Change.ENTRY_CREATED)) {
            found(Finding.LOST, report, log);
        } else if (changes.contains(Convergence.Change.ENTRY_UPDATED)) {
            found(Finding.DIVERGED, report, log);
        }
    }

    private static void found(Finding finding, ReconcileReport report, Log log) {
        report.add(finding, 1);
        log.warn(report.isDryRun() ? "reconcile_finding" : "reconcile_repair", field("finding", finding.text()));
    }
}
