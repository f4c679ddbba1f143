package com.rezagent.schedules.group;

import static com.rezagent.schedules.schedule.Schedules.NOW;

import com.rezagent.schedules.plan.NoticePolicy;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** Sample records of groups for tests, with fixed times. */
public final class Groups {
    private Groups() {}

    public static ResourceName name(String text) {
        return new ResourceName(text);
    }

    /** Returns a command's stamp with the rank of its action. */
    public static Stamp stamp(GroupAction action, Instant issuedAt) {
        return new Stamp(issuedAt, action.rank(), action.text() + " at " + issuedAt);
    }

    /** Returns a new record without settings, not yet written: revision 0. */
    public static Group group(String name) {
        return group(name, NOW);
    }

    public static Group group(String name, Instant createdAt) {
        return Group.create(
                name(name), GroupSettings.NONE, stamp(GroupAction.PUT_GROUP, createdAt), createdAt, "tests");
    }

    /** Returns settings with every field, and values that are easily lost. */
    public static GroupSettings fullSettings() {
        return new GroupSettings(
                "Billing: \"ß\" 東京 🏌",
                "Invoices\n \u0000 and \\ reminders",
                new DefinitionDefaults(ZoneId.of("Europe/Berlin"), new RetryPolicy(3, Duration.ofMinutes(10))),
                new NoticePolicy(3));
    }

    /** Returns a record with every field but an expiry, not yet written. */
    public static Group fullGroup(String name) {
        Stamp created =
                new Stamp(Instant.parse("2025-11-06T20:00:00.123456789Z"), 20, "id with  blanks | and #, 'ß' 🏌 ");
        Pause pause = new Pause(
                NOW.plusSeconds(60), NOW.plus(Duration.ofDays(2)), "Maintenance: \"ß\" 🏌", "user/ß@example.com");
        return Group.create(name(name), GroupSettings.NONE, stamp(GroupAction.PUT_GROUP, NOW), NOW, "user/ß")
                .deleted(stamp(GroupAction.DELETE_GROUP, NOW.plusMillis(1)), NOW.plusMillis(1))
                .put(fullSettings(), created, "user/ß", NOW.plusSeconds(1))
                .paused(pause, stamp(GroupAction.PAUSE_GROUP, NOW.plusSeconds(30)), NOW.plusSeconds(30))
                .withOutcome(new CommandOutcome("applied one", CommandOutcome.Result.APPLIED, 4, null))
                .withOutcome(new CommandOutcome("stale one", CommandOutcome.Result.STALE, 4, null))
                .withOutcome(Schedules.refused("refused one"));
    }

    /** Returns a copy that is paused. */
    public static Group paused(Group group, Pause pause, Instant at) {
        return group.paused(pause, stamp(GroupAction.PAUSE_GROUP, at), at);
    }

    public static Group resumed(Group group, Instant at) {
        return group.resumed(stamp(GroupAction.RESUME_GROUP, at), at);
    }

    public static Group deleted(Group group, Instant at) {
        return group.deleted(stamp(GroupAction.DELETE_GROUP, at), at);
    }

    public static Group put(Group group, GroupSettings settings, Instant at) {
        return group.put(settings, stamp(GroupAction.PUT_GROUP, at), "somebody else", at);
    }
}
