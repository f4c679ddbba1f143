package com.rezagent.schedules.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.StoredJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pause of a schedule or a group: from when until when firings are held back, and why.
 *
 * @param since when it starts; included
 * @param until when it ends by itself; excluded, and later than {@code since}. Null if only a resume ends it
 * @param reason as the sender gave it; null for none
 * @param by who requested it; null if that is not stored
 * @param earlier the pause before it, which is over but may still hold back firings that arrive late; null for none
 */
public record Pause(
        Instant since,
        @Nullable Instant until,
        @Nullable String reason,
        @Nullable String by,
        @Nullable Pause earlier) {
    /** How late a firing may arrive: as a dead letter, which a queue keeps for 14 days, that is redriven. */
    private static final Duration MAX_LATENESS = Duration.ofDays(15);

    /** The maximum number of earlier pauses that are kept, because every firing reads them. */
    private static final int MAX_EARLIER = 2;

    /** Creates a pause without an earlier one. */
    public Pause(Instant since, @Nullable Instant until, @Nullable String reason, @Nullable String by) {
        this(since, until, reason, by, null);
    }

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
        return holder(scheduledTime, now).isPresent();
    }

    /** Returns which of this pause and the earlier ones holds back a firing; see {@link #holdsBack}. */
    public Optional<Pause> holder(Instant scheduledTime, Instant now) {
        if (covers(scheduledTime) || (scheduledTime.isBefore(since) && covers(now))) {
            return Optional.of(this);
        }
        return earlier == null ? Optional.empty() : earlier.holder(scheduledTime, now);
    }

    /**
     * Returns this pause as a later one that replaces another. If this one starts at once while the other is in force, both are
     * one pause, because the firings that the other holds back may still be in delivery. Otherwise its past part remains
     * as the earlier pause.
     *
     * @param at when this pause was requested
     */
    public Pause replacing(@Nullable Pause other, Instant at) {
        if (other == null) {
            return this;
        }
        if (since.isAfter(at) || !other.covers(since)) {
            return new Pause(since, until, reason, by, kept(other.resumed(at), at, MAX_EARLIER));
        }
        if (isTimed()) {
            Pause before = other.earlier;
            boolean isPart = before != null && !before.since.isBefore(other.since);
            return new Pause(other.since, until, reason, by, before != null && isPart ? before.earlier : before);
        }
        // A resume forgets this pause, but not the past part of one with an end.
        Pause left = other.isTimed() ? other.resumed(since) : other.earlier;
        return new Pause(other.since, null, reason, by, kept(left, at, MAX_EARLIER));
    }

    /** Returns a pause with as many earlier ones as matter; null if it does not. */
    private static @Nullable Pause kept(@Nullable Pause pause, Instant at, int most) {
        if (pause == null || pause.isOver(at.minus(MAX_LATENESS)) || most == 0) {
            return null;
        }
        // Without the requester, which only responses show: what every firing of a group reads must stay small.
        return new Pause(pause.since, pause.until, pause.reason, null, kept(pause.earlier, at, most - 1));
    }

    /** Returns whether the other has the same end and reason, so that requesting it again changes nothing. */
    public boolean isSameAs(Pause other) {
        return Objects.equals(until, other.until) && Objects.equals(reason, other.reason);
    }

    /**
     * Returns what is left of it after a resume: the past part, so that a firing that was scheduled in it is still held
     * back if it arrives late; of a pause without an end, or one that has not started, what is left of earlier ones. Null
     * if that is nothing.
     *
     * @param at when the resume was requested
     */
    public @Nullable Pause resumed(Instant at) {
        if (isOver(at)) {
            return this;
        }
        return until == null || !since.isBefore(at) ? earlier : new Pause(since, at, reason, by, earlier);
    }

    /** Returns the stored form. */
    public ObjectNode write() {
        ObjectNode json = Json.object();
        StoredJson.put(json, "since", since);
        StoredJson.put(json, "until", until);
        StoredJson.put(json, "reason", reason);
        StoredJson.put(json, "by", by);
        if (earlier != null) {
            json.set("earlier", earlier.write());
        }
        return json;
    }

    /**
     * Reads the stored form.
     *
     * @throws IllegalArgumentException for JSON that {@link #write} cannot have returned
     * @throws java.time.DateTimeException for a time that {@link #write} cannot have returned
     */
    public static Pause read(JsonNode json) {
        JsonNode earlier = json.path("earlier");
        return new Pause(
                StoredJson.instant(json, "since"),
                StoredJson.instantOrNull(json, "until"),
                StoredJson.textOrNull(json, "reason"),
                StoredJson.textOrNull(json, "by"),
                earlier.isObject() ? read(earlier) : null);
    }
}
