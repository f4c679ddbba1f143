package com.rezagent.schedules.scheduler.group;

import com.rezagent.schedules.command.CommandReader;
import com.rezagent.schedules.command.Decision.Decided;
import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupCommand;
import com.rezagent.schedules.group.GroupCommandReader;
import com.rezagent.schedules.group.GroupDecider;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.OptimisticUpdate;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.scheduler.command.CommandHandler;
import com.rezagent.schedules.scheduler.command.CommandLog;
import com.rezagent.schedules.scheduler.notice.Notices;
import java.time.Clock;
import java.util.Optional;

/**
 * Applies the commands of groups. A group has no engine entry, so a command is one write, whatever the number of members.
 * Thread-safe.
 */
public final class GroupCommandHandler implements CommandHandler<GroupCommand> {
    private static final OptimisticUpdate DECISIONS =
            new OptimisticUpdate(50, "The group kept changing while this command was being applied");

    private final GroupStore store;
    private final GroupDecider decider;
    private final Notices notices;
    private final Clock clock;

    public GroupCommandHandler(GroupStore store, ScheduleStore schedules, Notices notices, Clock clock) {
        this.store = store;
        this.decider = new GroupDecider(GroupDecider.facts(store, schedules));
        this.notices = notices;
        this.clock = clock;
    }

    @Override
    public Class<GroupCommand> type() {
        return GroupCommand.class;
    }

    @Override
    public CommandReader<GroupCommand> reader() {
        return new GroupCommandReader();
    }

    @Override
    public CommandOutcome process(GroupCommand command, Log log) {
        Decided<Group> decided = DECISIONS.run(() -> {
            Optional<Group> found = store.find(command.group());
            return decider.decide(found, command, clock.instant()).write(store, found);
        });
        CommandOutcome outcome = decided.outcome();
        CommandLog.write(command, decided, log);
        CommandOutcome.Refusal refusal = outcome.refusal();
        if (refusal != null) {
            notices.commandRefused(command, refusal);
        } else if (outcome.result() == CommandOutcome.Result.OVERTAKEN) {
            notices.commandOvertaken(command);
        }
        return outcome;
    }
}
