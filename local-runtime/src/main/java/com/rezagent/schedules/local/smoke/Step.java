package com.rezagent.schedules.local.smoke;

import com.rezagent.schedules.local.smoke.StageClient.NoReplyException;

/**
 * One check of a stage. All steps begin before the first one is checked, so that they wait for EventBridge's firings at
 * the same time.
 */
interface Step {
    /** Returns the step's name in the table. */
    String title();

    /**
     * Starts the step, without waiting for firings.
     *
     * @throws StepFailedException if the stage does not behave as expected
     */
    void begin() throws NoReplyException, InterruptedException;

    /**
     * Waits for the result of {@link #begin} and returns a note for the table.
     *
     * @throws StepFailedException if the stage does not behave as expected
     */
    String check() throws NoReplyException, InterruptedException;
}
