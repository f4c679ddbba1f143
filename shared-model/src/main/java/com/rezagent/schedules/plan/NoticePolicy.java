package com.rezagent.schedules.plan;

/**
 * When the failures of a group's schedules are notified.
 *
 * @param afterFailures after the first failure in a row, every failure whose number is a multiple of this; 1-100
 */
public record NoticePolicy(int afterFailures) {
    public static final int MIN_AFTER_FAILURES = 1;
    public static final int MAX_AFTER_FAILURES = 100;

    public static final NoticePolicy DEFAULT = new NoticePolicy(10);

    public NoticePolicy {
        if (afterFailures < MIN_AFTER_FAILURES || afterFailures > MAX_AFTER_FAILURES) {
            throw new IllegalArgumentException("Notices can't be published after each " + afterFailures + " failures");
        }
    }

    /** @param number of the failure in its row, beginning with 1 */
    public boolean notifies(long number) {
        return number == 1 || number % afterFailures == 0;
    }
}
