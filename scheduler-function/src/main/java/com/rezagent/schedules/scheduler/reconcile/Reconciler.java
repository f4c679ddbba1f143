package com.rezagent.schedules.scheduler.reconcile;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.ScheduleException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.record.Page;
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
import com.rezagent.schedules.scheduler.firing.FiringHandler;
import com.rezagent.schedules.scheduler.firing.ScheduleCompleter;
import com.rezagent.schedules.scheduler.notice.Notices;
import com.rezagent.schedules.scheduler.reconcile.ReconcileReport.Finding;
import com.rezagent.schedules.scheduler.sweep.Sweeper;
import com.rezagent.schedules.store.FiringRecords;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lists engine entries and stored schedules a page at a time, and converges each schedule, which is its only way to
 * change the engine. Failed and deleted schedules have no engine entry, so they are only audited for missed executions.
 * Each record is read after it was listed, so an outdated list does no harm. If time runs out, another invocation
 * continues the run, by a message on the schedule-creation topic.
 */
public final class Reconciler {
    /** How long after its end a schedule is audited: the longest grace, plus a day in which runs may fail. */
    private static final Duration AUDIT_PERIOD = Duration.ofDays(3).plusMinutes(10);

    /** Lists whose schedules no longer fire: they are audited, but not converged. */
    private static final Set<Listing> AUDIT_ONLY = EnumSet.of(Listing.FAILED, Listing.DELETED);

    private final ScheduleStore store;
    private final Engine engine;
    private final TopicPublisher publisher;
    private final Stage stage;
    private final Converger converger;
    private final FiringHandler executor;
    private final ScheduleCompleter completer;
    private final MissedExecutions missedExecutions;
    private final Sweeper sweeper;
    private final Clock clock;

    public Reconciler(
            ScheduleStore store,
            ExecutionHistory history,
            Engine engine,
            TopicPublisher publisher,
            Stage stage,
            Converger converger,
            FiringHandler executor,
            ScheduleCompleter completer,
            Notices notices,
            FiringRecords records,
            Sweeper sweeper,
            Clock clock) {
        this.store = store;
        this.engine = engine;
        this.publisher = publisher;
        this.stage = stage;
        this.converger = converger;
        this.executor = executor;
        this.completer = completer;
        this.sweeper = sweeper;
        this.clock = clock;
        this.missedExecutions = new MissedExecutions(store, records, history, notices, clock);
    }

    /**
     * Runs until all lists are processed or time is up.
     *
     * @param outOfTime returns whether time is up; checked before each page and each schedule
     * @throws TransientException if a page cannot be listed; repairs until then remain
     */
    public ReconcileReport run(ReconcileRequest request, BooleanSupplier outOfTime, Log log) {
        ReconcileReport report = new ReconcileReport(request.dryRun());
        PagedScan<ScheduleId> scan = new PagedScan<>(outOfTime);
        Cursor start = request.cursor();
        if (start == null && !request.dryRun()) {
            sweeper.runOverdue(outOfTime, log);
        }
        Optional<Cursor> at = Optional.of(start == null ? Cursor.atStart(Listing.ENGINE, 0) : start);
        while (at.isPresent()) {
            at = scan(scan, at.get(), report, outOfTime, log);
        }
        if (!request.dryRun() && !report.isContinued() && report.count(Finding.ERRORS) == 0) {
            store.markUpgraded();
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

    /** @return the start of the next list; empty if this was the last, or another invocation continues */
    private Optional<Cursor> scan(
            PagedScan<ScheduleId> scan, Cursor at, ReconcileReport report, BooleanSupplier outOfTime, Log log) {
        boolean isEngine = at.listing() == Listing.ENGINE;
        PagedScan.Progress<ScheduleId> progress = scan.run(
                new PagedScan.Position<>(at.token(), at.after(), isEngine ? at.entries() : 0),
                token -> isEngine ? engine.list(token) : storedPage(at.listing(), token),
                id -> check(id, at.listing(), report, outOfTime, log.with(id)));
        long entries = isEngine ? progress.listed() : at.entries();
        report.listed(entries);
        if (progress.stoppedAt().isEmpty()) {
            return at.listing().next().map(next -> Cursor.atStart(next, entries));
        }
        PagedScan.Position<ScheduleId> stop = progress.stoppedAt().get();
        Cursor rest = new Cursor(at.listing(), stop.token(), stop.after(), isEngine ? stop.listed() : at.entries());
        continueLater(new ReconcileRequest(report.isDryRun(), rest), report);
        return Optional.empty();
    }

    private Page<ScheduleId> storedPage(Listing listing, @Nullable String token) {
        Status status = Status.valueOf(listing.name());
        Page<ScheduleSummary> page = store.list(new ScheduleQuery(status, null, Page.MAX_LIMIT, token));
        List<ScheduleId> ids = page.items().stream()
                .filter(it -> mayNeedAudit(it) || !it.hasStoredGroup())
                .map(ScheduleSummary::id)
                .toList();
        return new Page<>(ids, page.nextToken());
    }

    /**
     * Returns whether missed firings may not be audited yet. Schedules that were completed or deleted long ago need no
     * audit: their last firing was before that, and the grace is at most two days.
     */
    private boolean mayNeedAudit(ScheduleSummary schedule) {
        Instant expires = schedule.expiresAt();
        return expires == null
                || expires.minus(Schedule.TIME_TO_LIVE).plus(AUDIT_PERIOD).isAfter(clock.instant());
    }

    private void continueLater(ReconcileRequest rest, ReconcileReport report) {
        publisher.publish(stage.scheduleCreation(), new TopicMessage(rest.write(), Map.of()));
        report.continuedLater();
    }

    /**
     * Checks one schedule. A failure, even a bug, must not stop the run for the other schedules.
     *
     * @return false if time was up before its missed firings were recorded
     */
    private boolean check(ScheduleId id, Listing side, ReconcileReport report, BooleanSupplier outOfTime, Log log) {
        try {
            if (AUDIT_ONLY.contains(side)) {
                return auditRemaining(id, report, outOfTime, log);
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

    /** Audits the remaining windows of a schedule that no longer fires. */
    private boolean auditRemaining(ScheduleId id, ReconcileReport report, BooleanSupplier outOfTime, Log log) {
        Optional<Schedule> remaining = store.find(id)
                .map(it -> report.isDryRun() ? it : relisted(it))
                .filter(it -> !it.auditWindows().isEmpty());
        if (remaining.isEmpty()) {
            return true;
        }
        report.add(Finding.CHECKED, 1);
        return report.isDryRun()
                ? inspectMissed(remaining.get(), report)
                : auditMissed(remaining.get(), report, outOfTime, log);
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
            // No record: the ID can only be from the engine's list.
            executor.tombstoneOrphan(id, log);
            record(Finding.ORPHANED, report, log);
            return true;
        }
        count(convergence, report, log);
        Optional<Schedule> record =
                convergence.record().filter(it -> it.definition() != null).map(this::relisted);
        if (record.isPresent()) {
            if (!auditMissed(record.get(), report, outOfTime, log)) {
                return false;
            }
            if (completer.completeInReconcile(id, log)) {
                report.add(Finding.COMPLETED, 1);
            }
        }
        return true;
    }

    /** Returns the record after writing what lists need, if it was not stored. If another writer wins, the next run does. */
    private Schedule relisted(Schedule schedule) {
        Schedule relisted = schedule.relisted(clock.instant());
        return !relisted.equals(schedule) && store.replace(schedule, relisted)
                ? store.find(schedule.id()).orElse(schedule)
                : schedule;
    }

    private void inspect(ScheduleId id, ReconcileReport report, Log log) {
        report.add(Finding.CHECKED, 1);
        Convergence convergence = converger.inspect(id);
        count(convergence, report, log);
        Optional<Schedule> record = convergence.record().filter(it -> it.definition() != null);
        if (record.isPresent()) {
            inspectMissed(record.get(), report);
            if (completer.isDueInReconcile(record.get())) {
                report.add(Finding.COMPLETED, 1);
            }
        }
    }

    private static void count(Convergence convergence, ReconcileReport report, Log log) {
        Set<Convergence.Change> changes = convergence.changes();
        if (changes.contains(Convergence.Change.REFUSED)) {
            record(Finding.REFUSED, report, log);
        } else if (changes.contains(Convergence.Change.ENTRY_DELETED)) {
            record(Finding.ORPHANED, report, log);
        } else if (changes.contains(Convergence.Change.MARKED)) {
            record(Finding.HALF_CREATED, report, log);
        } else if (changes.contains(Convergence.Change.ENTRY_CREATED)) {
            record(Finding.LOST, report, log);
        } else if (changes.contains(Convergence.Change.ENTRY_UPDATED)) {
            record(Finding.DIVERGED, report, log);
        }
    }

    private static void record(Finding finding, ReconcileReport report, Log log) {
        report.add(finding, 1);
        log.warn(report.isDryRun() ? "reconcile_finding" : "reconcile_repair", field("finding", finding.text()));
    }
}
