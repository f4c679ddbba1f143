package com.rezagent.schedules.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What tests of the decider have in common: the record of a schedule and the commands that change it. */
abstract class DecidedSchedule {
    static final ScheduleId ID = ScheduleName.parse("a").id();

    static final ResourceName BILLING = new ResourceName("billing");

    /** The groups that exist. */
    final Map<ResourceName, DefinitionDefaults> groups = new HashMap<>(
            Map.of(ResourceName.DEFAULT_GROUP, DefinitionDefaults.NONE, BILLING, DefinitionDefaults.NONE));

    final Decider decider = new Decider(new DefinitionReader(Set.of()), it -> Optional.ofNullable(groups.get(it)));
    Optional<Schedule> record = Optional.empty();
    Command.Origin origin = Command.Origin.WEB_API;
    /** The earliest time of a decision; a command that is issued later is decided when it is issued. */
    Instant now;

    private final Instant start;
    private int ids;

    /** @param start from which the seconds of all commands count */
    DecidedSchedule(Instant start) {
        this.start = start;
        this.now = start;
    }

    final Instant at(long second) {
        return start.plusSeconds(second);
    }

    /** Decides on a command and keeps the record. */
    final CommandOutcome send(ScheduleCommand command) {
        return keep(decide(command));
    }

    /** Decides on a command at a time, even if it is issued later, and keeps the record. */
    final CommandOutcome sendAt(long second, ScheduleCommand command) {
        return keep(decideAt(second, command));
    }

    private CommandOutcome keep(Decision<Schedule> decision) {
        if (decision instanceof Decision.Insert<Schedule> insert) {
            record = Optional.of(insert.next());
            return insert.outcome();
        }
        if (decision instanceof Decision.Replace<Schedule> replace) {
            record = Optional.of(replace.next());
            return replace.outcome();
        }
        if (decision instanceof Decision.Reject<Schedule> reject) {
            return reject.outcome();
        }
        throw new AssertionError(decision.toString());
    }

    final Decision<Schedule> decide(ScheduleCommand command) {
        Instant issuedAt = command.context().issuedAt();
        return decider.decide(record, command, issuedAt.isAfter(now) ? issuedAt : now);
    }

    final Decision<Schedule> decideAt(long second, ScheduleCommand command) {
        return decider.decide(record, command, at(second));
    }

    static ErrorCode refusal(CommandOutcome outcome) {
        assertThat(outcome.result()).isEqualTo(CommandOutcome.Result.REFUSED);
        return outcome.refusal().code();
    }

    final Schedule schedule() {
        return record.orElseThrow();
    }

    final Command.Context context(long second) {
        return new Command.Context("cmd-" + ++ids, "tester", at(second), origin);
    }

    /** Returns a definition of the schedule. {@code more} has further fields, each after a comma. */
    static JsonObject body(String expression, String more) {
        return JsonObject.parse("""
                {"name":"a","schedule_expression":"%s","target_type":"web_action","payload":{}%s}""".formatted(expression, more));
    }

    final ScheduleCommand create(long second, String expression, String more) {
        return new ScheduleCommand.Create(context(second), ID, body(expression, more));
    }

    final ScheduleCommand create(long second, String expression) {
        return create(second, expression, "");
    }

    final ScheduleCommand update(long second, String expression) {
        return update(second, expression, null);
    }

    final ScheduleCommand update(long second, String expression, @Nullable Long expectedVersion) {
        return new ScheduleCommand.Update(context(second), ID, body(expression, ""), expectedVersion);
    }

    final ScheduleCommand pause(long second) {
        return new ScheduleCommand.Pause(context(second), ID);
    }

    final ScheduleCommand resume(long second) {
        return new ScheduleCommand.Resume(context(second), ID);
    }

    final ScheduleCommand delete(long second) {
        return new ScheduleCommand.Delete(context(second), ID);
    }
}
