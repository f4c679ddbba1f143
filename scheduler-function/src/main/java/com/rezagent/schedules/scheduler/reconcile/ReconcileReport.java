package com.rezagent.schedules.scheduler.reconcile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The findings and repairs of a reconcile run; in a dry run, the findings only. Not thread-safe. */
public final class ReconcileReport {
    /** A kind of finding that is counted. */
    public enum Finding {
        CHECKED,
        /** The engine had lost its entry. */
        LOST,
        /** The engine had an entry that should not exist. */
        ORPHANED,
        /** The engine's entry differed from the desired one. */
        DIVERGED,
        /** The processing of a command was not completed. */
        HALF_CREATED,
        /** EventBridge refused the schedule permanently. */
        REFUSED,
        COMPLETED,
        /** Executions that were expected and not seen. */
        MISSED,
        /** Schedules that failed to be checked; the next run tries again. */
        ERRORS;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<Finding, Long> counts = new EnumMap<>(Finding.class);
    private final boolean dryRun;
    private boolean continued;
    private long entries;

    ReconcileReport(boolean dryRun) {
        this.dryRun = dryRun;
    }

    boolean isDryRun() {
        return dryRun;
    }

    void add(Finding finding, long count) {
        counts.merge(finding, count, Long::sum);
    }

    void listed(long entries) {
        this.entries = entries;
    }

    void continuedLater() {
        continued = true;
    }

    public long count(Finding finding) {
        return counts.getOrDefault(finding, 0L);
    }

    /** Returns how many entries the engine has listed, including earlier invocations of the run. */
    long entries() {
        return entries;
    }

    /** Returns whether another invocation continues where this one stopped. */
    public boolean isContinued() {
        return continued;
    }

    /** Returns how many schedules were repaired, or would be in a dry run. */
    public long repairs() {
        return count(Finding.LOST)
                + count(Finding.ORPHANED)
                + count(Finding.DIVERGED)
                + count(Finding.HALF_CREATED)
                + count(Finding.REFUSED);
    }

    /** Returns the response to a synchronous caller: every count, by its name in lower case. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.put("dry_run", dryRun);
        for (Finding finding : Finding.values()) {
            json.put(finding.text(), count(finding));
        }
        json.put("repaired", dryRun ? 0 : repairs());
        json.put("continued", continued);
        return json;
    }
}
