package com.rezagent.schedules.scheduler.reconcile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What a reconcile run found and did; in a dry run, found and would have done. */
public final class ReconcileReport {
    /** What is counted. */
    public enum Finding {
        CHECKED,
        /** The engine had lost its entry. */
        LOST,
        /** The engine had an entry that should not be. */
        ORPHANED,
        /** The engine's entry said something else. */
        DIVERGED,
        /** A command had not come to its end. */
        HALF_CREATED,
        /** EventBridge refused it. */
        REFUSED,
        COMPLETED,
        /** Executions expected and not seen. */
        MISSED,
        /** Schedules that could not be looked after; the next run will. */
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

    /** How many entries the engine has listed, in the invocations before this one too. */
    long entries() {
        return entries;
    }

    /** Whether another invocation goes on where this one stopped. */
    public boolean isContinued() {
        return continued;
    }

    /** How many schedules had to be put right. */
    public long repairs() {
        return count(Finding.LOST)
                + count(Finding.ORPHANED)
                + count(Finding.DIVERGED)
                + count(Finding.HALF_CREATED)
                + count(Finding.REFUSED);
    }

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
