package com.rezagent.schedules.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far the executions of a schedule have been audited.
 *
 * @param auditedUntil missed executions of the current definition and state have been audited at least up to here; null
 *     if never
 * @param auditWindows periods before past changes of definition or state that are not fully audited for missed
 *     executions, oldest first; at most {@value #MAX_WINDOWS}, above which the oldest are dropped and their missed
 *     executions are not detected
 */
public record AuditState(@Nullable Instant auditedUntil, List<AuditWindow> auditWindows) {
    public static final int MAX_WINDOWS = 20;

    static final AuditState NONE = new AuditState(null, List.of());

    public AuditState {
        auditWindows = List.copyOf(auditWindows);
    }

    /** Returns a copy with a window that a change has closed; empty if it closed none. */
    AuditState append(Optional<AuditWindow> closed) {
        return closed.map(it -> new AuditState(auditedUntil, AuditWindow.append(auditWindows, it, MAX_WINDOWS)))
                .orElse(this);
    }

    /** Returns a copy whose current window is audited up to {@code until}. */
    AuditState audited(Instant until) {
        return new AuditState(until, auditWindows);
    }

    /** Returns a copy whose current window starts no earlier than {@code after}: nothing was expected before. */
    AuditState skippedTo(Instant after) {
        return audited(currentStart(after));
    }

    /** Returns a copy whose current window is audited no further than {@code latest}. */
    AuditState auditedAtMostUntil(Instant latest) {
        return auditedUntil == null || !auditedUntil.isAfter(latest) ? this : audited(latest);
    }

    /** Returns where the audit of the current window continues: where the last one ended, but not before its start. */
    Instant currentStart(Instant start) {
        return auditedUntil == null || auditedUntil.isBefore(start) ? start : auditedUntil;
    }

    /** Returns a copy with one window audited up to one of its firings; the current window if it is not a closed one. */
    AuditState audited(AuditWindow window, Instant until) {
        int index = auditWindows.indexOf(window);
        if (index < 0) {
            return audited(until);
        }
        List<AuditWindow> left = new ArrayList<>(auditWindows);
        left.remove(index);
        window.remainder(until).ifPresent(it -> left.add(index, it));
        return new AuditState(auditedUntil, left);
    }
}
