package com.rezagent.schedules.scheduler.notice;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.messaging.DeadLetterQueue;
import com.rezagent.schedules.record.CommandOutcome;
import java.nio.charset.StandardCharsets;

/** Logs and notifies messages that are refused for ever. One that is not a command at all becomes a dead letter too. */
public final class RefusedMessages {
    private final DeadLetterQueue deadLetters;
    private final Notices notices;

    public RefusedMessages(DeadLetterQueue deadLetters, Notices notices) {
        this.deadLetters = deadLetters;
        this.notices = notices;
    }

    /** @param event that contained the message, in UTF-8 */
    public void refuse(String messageId, byte[] event, RefusedException error, Log log) {
        boolean isUnreadable = error.code() == ErrorCode.UNREADABLE_COMMAND;
        log.warn(
                "command_refused",
                field("command_id", messageId),
                field("code", error.code().code()),
                field("details", isUnreadable ? null : error.joinedDetails()));
        if (isUnreadable) {
            deadLetters.add(
                    new String(event, StandardCharsets.UTF_8), error.getMessage() + ": " + error.joinedDetails());
        }
        notices.messageRefused(messageId, CommandOutcome.Refusal.of(error));
    }
}
