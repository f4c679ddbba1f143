package com.rezagent.schedules.local.smoke;

import com.rezagent.schedules.local.smoke.StageClient.NoReplyException;

/**
 * One thing that a stage must be able to do. All steps begin before the first one is checked, so that their waits for
 * EventBridge's minutes go by together.
 */
interface Step {
    String title();

    /** @throws StepFailedException what is wrong */
    void begin() throws NoReplyException, InterruptedException;

    /**
     * Waits for what was begun.
     *
     * @return a note for the table
     * @throws StepFailedException what is wrong
     */
    String check() throws NoReplyException, InterruptedException;
}
