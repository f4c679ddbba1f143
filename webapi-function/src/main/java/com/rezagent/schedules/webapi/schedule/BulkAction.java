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
import org.jspecify.annotations.Nullable;

/** The actions of {@code POST /api/schedules/actions}: what each takes, needs and requests. */
enum BulkAction {
    PAUSE(Role.OPERATOR, "until"),
    RESUME(Role.OPERATOR),
    SKIP(Role.OPERATOR, "scheduled_time"),
    UNSKIP(Role.OPERATOR, "scheduled_time"),
    TRIGGER(Role.OPERATOR),
    MOVE(Role.EDITOR, "group"),
    DELETE(Role.EDITOR),
    RESTORE(Role.EDITOR);

    private final Role role;
    private final @Nullable String field;

    /** @param role that a caller needs for the action; stated, not enforced yet */
    BulkAction(Role role) {
        this(role, null);
    }

    /** @param field the field of the request that belongs to this action and not to all; null for none */
    BulkAction(Role role, @Nullable String field) {
        this.role = role;
        this.field = field;
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
    record Parameters(
            @Nullable Instant until,
            @Nullable Instant scheduledTime,
            @Nullable ResourceName target) {
        static final Parameters NONE = new Parameters(null, null, null);

        ResourceName group() {
            return Objects.requireNonNull(target, "A required field is missing but no error was reported");
        }
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

    boolean takes(String name) {
        return name.equals(field);
    }

    ScheduleCommand command(Addressee to, Parameters values) {
        return switch (this) {
            case PAUSE -> new ScheduleCommand.Pause(to.context, to.id, values.until);
            case RESUME -> new ScheduleCommand.Resume(to.context, to.id);
            case SKIP -> new ScheduleCommand.Skip(to.context, to.id, to.firing(values.scheduledTime));
            case UNSKIP -> new ScheduleCommand.Unskip(to.context, to.id, to.firing(values.scheduledTime));
            case TRIGGER -> new ScheduleCommand.Trigger(to.context, to.id);
            case MOVE -> new ScheduleCommand.Move(to.context, to.id, values.group());
            case DELETE -> new ScheduleCommand.Delete(to.context, to.id);
            case RESTORE -> new ScheduleCommand.Restore(to.context, to.id);
        };
    }
}
