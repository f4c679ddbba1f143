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
 * @param dryRun only report
 * @param cursor where an earlier run stopped; null to begin
 */
public record ReconcileRequest(boolean dryRun, @Nullable Cursor cursor) {
    public static final String ACTION = "reconcile";

    /**
     * Which side is being walked, and from where.
     *
     * @param token of the page
     * @param after the last schedule of that page that was looked at; null for none
     * @param entries how many the engine had listed before that page
     */
    public record Cursor(
            Listing side, @Nullable String token, @Nullable ScheduleId after, long entries) {

        public static Cursor atStart(Listing side, long entries) {
            return new Cursor(side, null, null, entries);
        }
    }

    /** The lists that a run walks, in this order. */
    public enum Listing {
        ENGINE,
        PENDING,
        ACTIVE,
        PAUSED,
        COMPLETED,
        FAILED,
        DELETED;

        public Optional<Listing> next() {
            return ordinal() + 1 < values().length ? Optional.of(values()[ordinal() + 1]) : Optional.empty();
        }
    }

    /** Whether a JSON object asks for a reconcile run. */
    public static boolean isOne(ObjectNode json) {
        return ACTION.equals(json.path("action").textValue());
    }

    /** @throws RefusedException {@code invalid_request} */
    public static ReconcileRequest read(ObjectNode json) {
        ValidationErrors errors = new ValidationErrors();
        ObjectReader reader = new ObjectReader(json, errors);
        reader.string("action");
        boolean dryRun = reader.bool("dry_run");
        String side = reader.string("side");
        String token = reader.string("token");
        ScheduleId after = after(reader, errors);
        Long entries = reader.count("entries");
        reader.refuseUnknown();
        Cursor cursor = null;
        if (side != null) {
            try {
                cursor = new Cursor(Listing.valueOf(side), token, after, entries == null ? 0 : entries);
            } catch (IllegalArgumentException e) {
                errors.field("side", "is set by a run that hands on; leave it out");
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
            errors.field("after", "is set by a run that hands on; leave it out");
        }
        return id.orElse(null);
    }

    public String write() {
        ObjectNode json = Json.object();
        json.put("action", ACTION);
        json.put("dry_run", dryRun);
        if (cursor != null) {
            json.put("side", cursor.side().name());
            json.put("token", cursor.token());
            json.put("after", cursor.after() == null ? null : cursor.after().value());
            json.put("entries", cursor.entries());
        }
        return Json.write(json);
    }
}
