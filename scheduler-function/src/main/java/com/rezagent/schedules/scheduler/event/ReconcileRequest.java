package com.rezagent.schedules.scheduler.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.schedule.ScheduleId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run of the reconciler.
 *
 * @param dryRun whether to report differences without repairing them
 * @param cursor where an earlier invocation of the run stopped; null to start a run
 */
public record ReconcileRequest(boolean dryRun, @Nullable Cursor cursor) {
    public static final String ACTION = "reconcile";

    /**
     * The position of a run.
     *
     * @param listing the list
     * @param token of the page; null for the first
     * @param after the last schedule of that page that was checked; null for none
     * @param entries how many entries the engine had listed before that page
     */
    public record Cursor(
            Listing listing,
            @Nullable String token,
            @Nullable ScheduleId after,
            long entries) {

        /** Returns the position at the start of a list. */
        public static Cursor atStart(Listing side, long entries) {
            return new Cursor(side, null, null, entries);
        }
    }

    /** The lists that a run goes through, in this order: the engine's entries, then the stored schedules by status. */
    public enum Listing {
        ENGINE,
        PENDING,
        ACTIVE,
        PAUSED,
        COMPLETED,
        FAILED,
        DELETED;

        /** Returns the next list; empty after the last. */
        public Optional<Listing> next() {
            return ordinal() + 1 < values().length ? Optional.of(values()[ordinal() + 1]) : Optional.empty();
        }
    }

    /** Returns whether a JSON object requests a reconcile run. */
    public static boolean isReconcileRequest(ObjectNode json) {
        return ACTION.equals(json.path("action").textValue());
    }

    /**
     * Reads a request.
     *
     * @throws RefusedException {@code invalid_request} with all errors
     */
    public static ReconcileRequest read(ObjectNode json) {
        ValidationErrors errors = new ValidationErrors();
        ObjectReader reader = new ObjectReader(json, errors);
        reader.string("action");
        boolean dryRun = reader.bool("dry_run");
        String side = reader.string("side");
        String token = reader.string("token");
        ScheduleId after = after(reader, errors);
        Long entries = reader.nonNegativeLong("entries");
        reader.refuseUnknown();
        Cursor cursor = null;
        if (side != null) {
            try {
                cursor = new Cursor(Listing.valueOf(side), token, after, entries == null ? 0 : entries);
            } catch (IllegalArgumentException e) {
                errors.field("side", "is only set by a run that continues in another invocation; remove it");
            }
        }
        errors.throwIfAny();
        return new ReconcileRequest(dryRun, cursor);
    }

    private static @Nullable ScheduleId after(ObjectReader reader, ValidationErrors errors) {
        String text = reader.string("after");
        if (text == null) {
            return null;
        }
        Optional<ScheduleId> id = ScheduleId.tryParse(text);
        if (id.isEmpty()) {
            errors.field("after", "is only set by a run that continues in another invocation; remove it");
        }
        return id.orElse(null);
    }

    /** Returns the request as JSON text, as {@link #read} accepts it. */
    public String write() {
        ObjectNode json = Json.object();
        json.put("action", ACTION);
        json.put("dry_run", dryRun);
        if (cursor != null) {
            json.put("side", cursor.listing().name());
            json.put("token", cursor.token());
            json.put("after", cursor.after() == null ? null : cursor.after().value());
            json.put("entries", cursor.entries());
        }
        return Json.write(json);
    }
}
