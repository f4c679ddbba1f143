package com.rezagent.schedules.execution;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that happens to an execution, for {@link ExecutionDecider} to decide about. */
public sealed interface ExecutionEvent {
    /** Returns what the decider's rule for this event decides. */
    ExecutionDecision decide(ExecutionDecider decider);

    /**
     * The topic has accepted the message of an attempt.
     *
     * @param messageId that SNS assigned
     * @param version of the schedule whose message it is
     */
    record Published(int attempt, String messageId, long version) implements ExecutionEvent {
        @Override
        public ExecutionDecision decide(ExecutionDecider decider) {
            return decider.published(this);
        }
    }

    /** The topic has refused the message of an attempt, permanently. */
    record Refused(int attempt, String reason) implements ExecutionEvent {
        @Override
        public ExecutionDecision decide(ExecutionDecider decider) {
            return decider.refused(this);
        }
    }

    /** A report was received. */
    record Reported(Report report) implements ExecutionEvent {
        @Override
        public ExecutionDecision decide(ExecutionDecider decider) {
            return decider.reported(report);
        }
    }

    /**
     * It is time to look whether a wait, a delay or a claim is over.
     *
     * @param hasEverReported whether any report of the schedule's executions has ever arrived
     */
    record TimePassed(boolean hasEverReported) implements ExecutionEvent {
        @Override
        public ExecutionDecision decide(ExecutionDecider decider) {
            return decider.timePassed(this);
        }
    }

    /**
     * A worker claims an attempt that is due.
     *
     * @param lease how long the claim excludes others
     */
    record Claimed(int attempt, Duration lease) implements ExecutionEvent {
        @Override
        public ExecutionDecision decide(ExecutionDecider decider) {
            return decider.claimed(this);
        }
    }

    /** The schedule of an attempt that is due is deleted. */
    record ScheduleDeleted() implements ExecutionEvent {
        @Override
        public ExecutionDecision decide(ExecutionDecider decider) {
            return decider.scheduleDeleted();
        }
    }

    /**
     * A pause holds an attempt that is due.
     *
     * @param until end of the pause; null if it has none
     */
    record SchedulePaused(@Nullable Instant until) implements ExecutionEvent {
        @Override
        public ExecutionDecision decide(ExecutionDecider decider) {
            return decider.held(this);
        }
    }

    /**
     * Someone requests another attempt.
     *
     * @param attempt its number: the last one and 1
     * @param by identity of the person
     * @param reason in the person's words; null for none
     */
    record RetryRequested(int attempt, String by, @Nullable String reason) implements ExecutionEvent {
        @Override
        public ExecutionDecision decide(ExecutionDecider decider) {
            return decider.retryRequested(this);
        }
    }

    /** Someone has taken note of a failure. */
    record Acknowledged(String by, @Nullable String reason) implements ExecutionEvent {
        @Override
        public ExecutionDecision decide(ExecutionDecider decider) {
            return decider.acknowledged(this);
        }
    }
}
