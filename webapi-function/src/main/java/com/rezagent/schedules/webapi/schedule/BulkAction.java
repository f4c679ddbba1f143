package com.rezagent.schedules.webapi.schedule;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.command.SkipRules;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.http.Role;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The actions of {@code POST /api/schedules/actions}: what each takes, needs and requests. */
enum BulkAction {
    PAUSE(Role.OPERATOR, Set.of("until"), (to, fields) -> new ScheduleCommand.Pause(to.context, to.id, fields.until)),
    RESUME(Role.OPERATOR, Set.of(), (to, fields) -> new ScheduleCommand.Resume(to.context, to.id)),
    SKIP(
            Role.OPERATOR,
            Set.of("scheduled_time"),
            (to, fields) -> new ScheduleCommand.Skip(to.context, to.id, to.firing(fields.scheduledTime))),
    UNSKIP(
            Role.OPERATOR,
            Set.of("scheduled_time"),
            (to, fields) -> new ScheduleCommand.Unskip(to.context, to.id, to.firing(fields.scheduledTime))),
    TRIGGER(Role.OPERATOR, Set.of(), (to, fields) -> new ScheduleCommand.Trigger(to.context, to.id)),
    MOVE(Role.EDITOR, Set.of("group"), (to, fields) -> new ScheduleCommand.Move(to.context, to.id, fields.group())),
    DELETE(Role.EDITOR, Set.of(), (to, fields) -> new ScheduleCommand.Delete(to.context, to.id)),
    RESTORE(Role.EDITOR, Set.of(), (to, fields) -> new ScheduleCommand.Restore(to.context, to.id));

    private final Role role;
    private final Set<String> fields;
    private final Maker maker;

    /**
     * @param role that a caller needs for the action; stated, not enforced yet
     * @param fields the fields of the request that belong to this action and not to all
     */
    BulkAction(Role role, Set<String> fields, Maker maker) {
        this.role = role;
        this.fields = fields;
        this.maker = maker;
    }

    /**
     * What a command is for.
     *
     * @param seen the schedule; empty if callers see none
     * @param issuedAt when the command is issued, never later than now
     */
    record Addressee(Command.Context context, ScheduleId id, Optional<Schedule> seen, Instant issuedAt) {
        /** Returns the nominal time of the firing that a request is about; see {@link SkipRules#firing}. */
        private @Nullable Instant firing(@Nullable Instant requested) {
            return seen.flatMap(it -> SkipRules.firing(it, requested, issuedAt)).orElse(requested);
        }
    }

    /**
     * The values of the fields that belong to some actions.
     *
     * @param until null for none, and for actions without it
     * @param scheduledTime null for none, and for actions without it
     * @param target null for actions without it
     */
    record Fields(
            @Nullable Instant until,
            @Nullable Instant scheduledTime,
            @Nullable ResourceName target) {
        static final Fields NONE = new Fields(null, null, null);

        ResourceName group() {
            return Objects.requireNonNull(target, "A required field is missing but no error was reported");
        }
    }

    @FunctionalInterface
    private interface Maker {
        ScheduleCommand make(Addressee to, Fields fields);
    }

    /** Returns the action with the given text; empty if there is none. */
    static Optional<BulkAction> of(@Nullable String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }

    /** Returns the texts of the actions that take a field. */
    static List<String> taking(String field) {
        return Arrays.stream(values())
                .filter(it -> it.takes(field))
                .map(BulkAction::text)
                .toList();
    }

    /** Returns the name in lower case. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    Role role() {
        return role;
    }

    boolean takes(String field) {
        return fields.contains(field);
    }

    ScheduleCommand command(Addressee to, Fields values) {
        return maker.make(to, values);
    }
}
