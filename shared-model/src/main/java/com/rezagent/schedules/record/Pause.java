package com.rezagent.schedules.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.StoredJson;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pause of a schedule or a group: from when until when firings are held back, and why.
 *
 * @param since when it starts; included
 * @param until when it ends by itself; excluded, and later than {@code since}. Null if only a resume ends it
 * @param reason as the sender gave it; null for none
 * @param by who requested it; null if that is not stored
 */
public record Pause(
        Instant since,
        @Nullable Instant until,
        @Nullable String reason,
        @Nullable String by) {

    /** Returns whether it ends by itself. */
    public boolean isTimed() {
        return until != null;
    }

    /** Returns whether a time is in it. */
    public boolean covers(Instant time) {
        return !time.isBefore(since) && !isOver(time);
    }

    /** Returns whether it has ended by itself. */
    public boolean isOver(Instant now) {
        return until != null && !now.isBefore(until);
    }

    /**
     * Returns whether it holds back a firing: one that is scheduled in the pause, however late it arrives, and an earlier
     * one that arrives during the pause. A firing scheduled at {@code until} or later is never held back.
     *
     * @param now when the firing arrives
     */
    public boolean holdsBack(Instant scheduledTime, Instant now) {
        return covers(scheduledTime) || (scheduledTime.isBefore(since) && covers(now));
    }

    /**
     * Returns this pause as a later one that replaces another. If the other is in force when this one starts, both are
     * one pause, because the firings that the other holds back may still be in delivery.
     */
    public Pause replacing(@Nullable Pause other) {
        return other != null && other.covers(since) ? new Pause(other.since, until, reason, by) : this;
    }

    /** Returns whether the other has the same end and reason, so that requesting it again changes nothing. */
    public boolean isSameAs(Pause other) {
        return Objects.equals(until, other.until) && Objects.equals(reason, other.reason);
    }

    /**
     * Returns what is left of it after a resume: null for a pause without an end, or one that has not started; otherwise
     * the past part, so that a firing that was scheduled in it is still held back if it arrives late.
     *
     * @param at when the resume was requested
     */
    public @Nullable Pause resumed(Instant at) {
        if (isOver(at)) {
            return this;
        }
        return until == null || !since.isBefore(at) ? null : new Pause(since, at, reason, by);
    }

    /** Returns the stored form. */
    public ObjectNode write() {
        ObjectNode json = Json.object();
        StoredJson.put(json, "since", since);
        StoredJson.put(json, "until", until);
        StoredJson.put(json, "reason", reason);
        StoredJson.put(json, "by", by);
        return json;
    }

    /**
     * Reads the stored form.
     *
     * @throws IllegalArgumentException for JSON that {@link #write} cannot have returned
     * @throws java.time.DateTimeException for a time that {@link #write} cannot have returned
     */
    public static Pause read(JsonNode json) {
        return new Pause(
                StoredJson.instant(json, "since"),
                StoredJson.instantOrNull(json, "until"),
                StoredJson.textOrNull(json, "reason"),
                StoredJson.textOrNull(json, "by"));
    }
}
