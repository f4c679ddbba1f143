package com.rezagent.schedules.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.Decision;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.plan.NoticePolicy;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times are seconds after T0. */
class GroupDeciderTest {
    private static final Instant T0 = Instant.parse("2026-01-05T12:00:00Z");
    private static final ResourceName BILLING = new ResourceName("billing");

    private boolean hasMembers;
    private boolean isFull;
    private final GroupDecider decider = new GroupDecider(new GroupDecider.Facts() {
        @Override
        public boolean hasMembers(Group group, Instant now) {
            return hasMembers;
        }

        @Override
        public boolean isFull() {
            return isFull;
        }
    });
    private Optional<Group> record = Optional.empty();
    private ResourceName name = BILLING;
    private Command.Origin origin = Command.Origin.WEB_API;
    private String requester = "tester";
    private @Nullable String reason;
    private int ids;

    @Test
    void put_creates_replaces_and_repeats() {
        assertThat(send(put(0, "One")).result()).isEqualTo(Result.APPLIED);
        assertThat(group().version()).isEqualTo(1);
        assertThat(send(put(1, "One")).result()).isEqualTo(Result.UNCHANGED);
        assertThat(send(put(2, "Two")).result()).isEqualTo(Result.APPLIED);
        assertThat(group().settings().value().title()).isEqualTo("Two");
        assertThat(group().version()).isEqualTo(2);
        assertThat(send(put(1, "Three")).result()).isEqualTo(Result.STALE);
        assertThat(group().settings().value().title()).isEqualTo("Two");
    }

    @Test
    void put_after_a_delete_begins_a_new_life_without_the_pause_of_the_old_one() {
        send(put(0, "One"));
        send(pause(1, null, null));
        String first = group().incarnation();
        send(delete(2));
        assertThat(group().exists()).isFalse();
        assertThat(group().expiresAt()).isEqualTo(T0.plusSeconds(2).plus(Duration.ofDays(90)));

        assertThat(send(put(3, "One")).result()).isEqualTo(Result.APPLIED);

        assertThat(group().exists()).isTrue();
        assertThat(group().pause()).isNull();
        assertThat(group().expiresAt()).isNull();
        assertThat(group().incarnation()).isNotEqualTo(first);
        assertThat(group().version()).isEqualTo(4);
        send(delete(4));
        assertThat(group().gate()).isEqualTo(new GroupGate(BILLING, false, null));
    }

    @Test
    void put_older_than_the_delete_is_stale_and_a_delete_older_than_the_put_is_overtaken() {
        send(put(0, "One"));
        send(delete(10));
        assertThat(send(put(5, "One")).result()).isEqualTo(Result.STALE);
        assertThat(group().exists()).isFalse();
        send(put(20, "One"));
        assertThat(send(delete(15)).result()).isEqualTo(Result.OVERTAKEN);
        assertThat(group().exists()).isTrue();
    }

    @Test
    void pause_and_resume_write_one_register() {
        send(put(0, "One"));
        assertThat(send(pause(10, null, null)).result()).isEqualTo(Result.APPLIED);
        assertThat(group().isPaused(at(10))).isTrue();
        assertThat(send(pause(11, null, null)).result()).isEqualTo(Result.UNCHANGED);
        assertThat(send(resume(20)).result()).isEqualTo(Result.APPLIED);
        assertThat(group().pause()).isNull();
        assertThat(send(resume(21)).result()).isEqualTo(Result.UNCHANGED);
        assertThat(send(pause(15, null, null)).result()).isEqualTo(Result.STALE);
        assertThat(group().settings().stamp().issuedAt()).isEqualTo(T0);
    }

    @Test
    void window_to_come_is_replaced_by_a_pause_and_cancelled_by_a_resume() {
        send(put(0, "One"));
        send(pause(10, 100L, 200L));
        assertThat(group().isPaused(at(50))).isFalse();
        assertThat(group().isPaused(at(100))).isTrue();
        assertThat(send(pause(20, 100L, 200L)).result()).isEqualTo(Result.UNCHANGED);
        send(pause(30, null, 60L));
        assertThat(group().pause()).isEqualTo(new Pause(at(30), at(60), null, "tester"));
        send(pause(40, 100L, 200L));
        send(resume(50));
        assertThat(group().isPaused(at(100))).isFalse();
    }

    @Test
    void window_to_come_replaces_a_pause_whichever_of_both_arrives_first() {
        Pause open = new Pause(T0, null, null, "tests");
        Instant start = T0.plusSeconds(3_600);
        Pause window = new Pause(start, start.plusSeconds(3_600), null, "tests");
        Group group = Groups.group("billing");
        Instant later = T0.plusSeconds(1);

        Group inOrder = Groups.paused(Groups.paused(group, open, T0), window, later);
        Group reversed = Groups.paused(Groups.paused(group, window, later), open, T0);

        assertThat(inOrder.pause()).isEqualTo(window).isEqualTo(reversed.pause());
        assertThat(inOrder.isPaused(later)).isFalse();
    }

    @Test
    void default_group_exists_before_it_has_a_record() {
        name = ResourceName.DEFAULT_GROUP;
        assertThat(send(pause(10, null, null)).result()).isEqualTo(Result.APPLIED);
        assertThat(group().version()).isEqualTo(1);
        assertThat(group().isPaused(at(10))).isTrue();
        record = Optional.empty();
        assertThat(send(put(10, null)).result()).isEqualTo(Result.APPLIED);
        assertThat(group().version()).isEqualTo(1);
        record = Optional.empty();
        assertThat(send(resume(10)).result()).isEqualTo(Result.UNCHANGED);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void default_group_is_protected(boolean hasRecord) {
        name = ResourceName.DEFAULT_GROUP;
        if (hasRecord) {
            send(put(0, "One"));
        }
        assertThat(refusal(send(delete(10)))).isEqualTo(ErrorCode.GROUP_PROTECTED);
    }

    @Test
    void group_with_members_is_not_deleted_and_an_sns_delete_waits_for_them_to_go() {
        send(put(0, "One"));
        hasMembers = true;
        assertThat(refusal(send(delete(1)))).isEqualTo(ErrorCode.GROUP_NOT_EMPTY);
        origin = Command.Origin.PUBLISHER;
        assertThat(decide(2, delete(2))).isInstanceOf(Decision.Defer.class);
        assertThat(decide(123, delete(2))).isInstanceOf(Decision.Replace.class);
        assertThat(group().exists()).isTrue();
    }

    @Test
    void unknown_and_deleted_groups_are_not_found() {
        assertThat(refusal(send(pause(0, null, null)))).isEqualTo(ErrorCode.GROUP_NOT_FOUND);
        assertThat(refusal(send(resume(0)))).isEqualTo(ErrorCode.GROUP_NOT_FOUND);
        assertThat(refusal(send(delete(0)))).isEqualTo(ErrorCode.GROUP_NOT_FOUND);
        send(put(1, "One"));
        send(delete(2));
        assertThat(refusal(send(pause(3, null, null)))).isEqualTo(ErrorCode.GROUP_NOT_FOUND);
        assertThat(send(delete(4)).result()).isEqualTo(Result.UNCHANGED);
    }

    @Test
    void pause_of_a_deleted_group_still_holds_members_that_slipped_in() {
        send(put(0, "One"));
        send(pause(1, null, null));
        send(delete(2));
        assertThat(group().gate().exists()).isFalse();
        assertThat(group().gate().holdsBack(at(5), at(5))).isTrue();
    }

    @Test
    void next_window_still_holds_back_late_firings_of_the_last_one() {
        send(put(0, "One"));
        send(pause(10, null, 20L));
        send(pause(30, 100L, 200L));
        assertThat(group().gate().holdsBack(at(15), at(60))).isTrue();
        assertThat(group().gate().holdsBack(at(20), at(60))).isFalse();
        send(resume(70));
        assertThat(group().isPaused(at(70))).isFalse();
        assertThat(group().gate().holdsBack(at(15), at(80))).isTrue();
        assertThat(group().gate().holdsBack(at(150), at(150))).isFalse();
    }

    @Test
    void no_group_beyond_the_limit() {
        isFull = true;
        assertThat(refusal(send(put(0, "One")))).isEqualTo(ErrorCode.TOO_MANY_GROUPS);
        name = ResourceName.DEFAULT_GROUP;
        assertThat(send(put(0, "One")).result()).isEqualTo(Result.APPLIED);
    }

    @ParameterizedTest
    @CsvSource({
        "50,  , 50",
        "50,  , 49",
        "50, 50, ",
        "50, 40, 100",
        "50, 100, 100",
        "50, 100, 90",
        "0, , 316000000",
        "0, 316000000, "
    })
    void times_that_are_not_ahead_or_in_the_wrong_order_are_refused(
            long issued, @Nullable Long from, @Nullable Long until) {
        send(put(0, "One"));
        assertThat(refusal(send(pause(issued, from, until)))).isEqualTo(ErrorCode.INVALID_UNTIL);
        assertThat(group().pause()).isNull();
        assertThat(group().version()).isEqualTo(1);
    }

    @Test
    void put_with_an_expected_version_needs_that_version() {
        send(put(0, "One"));
        assertThat(refusal(send(put(1, "Two", 2L)))).isEqualTo(ErrorCode.VERSION_CONFLICT);
        assertThat(send(put(2, "One", 2L)).result()).isEqualTo(Result.UNCHANGED);
        assertThat(send(put(3, "Two", 1L)).result()).isEqualTo(Result.APPLIED);
    }

    @Test
    void stored_forms_round_trip() {
        send(put(0, "One"));
        send(pause(1, 100L, 200L));
        Group whole = group().nextRevision();
        assertThat(GroupDocument.read(Json.parse(Json.write(GroupDocument.write(whole)))))
                .isEqualTo(whole);
        assertThat(GroupDocument.readGate(Json.parse(Json.write(GroupDocument.writeGate(whole)))))
                .isEqualTo(whole.gate());
        send(delete(2));
        assertThat(GroupDocument.read(GroupDocument.write(group()))).isEqualTo(group());
    }

    /** Every firing of a member reads it: 4 KB are one read unit. */
    @Test
    void gate_with_the_longest_reasons_and_requester_has_at_most_4_kb() {
        name = new ResourceName("x".repeat(64));
        requester = "\u00e9".repeat(1_024);
        reason = "\uD83C\uDFCC".repeat(200);
        send(put(0, "One"));
        for (long second = 10; second < 60; second += 20) {
            send(pause(second, null, second + 10));
        }
        Group group = group().nextRevision();
        Pause pause = group.gate().pause();
        assertThat(pause.earlier().earlier().reason()).isEqualTo(reason);
        assertThat(pause.by()).isEqualTo(requester);

        assertThat(Json.writeBytes(GroupDocument.writeGate(group)).length).isLessThan(4_096 - 200);

        assertThat(GroupDocument.read(GroupDocument.write(group)).pause()).isEqualTo(pause);
    }

    private CommandOutcome send(GroupCommand command) {
        Decision<Group> decision =
                decide(Duration.between(T0, command.context().issuedAt()).toSeconds(), command);
        if (decision instanceof Decision.Insert<Group> insert) {
            record = Optional.of(insert.next());
            return insert.outcome();
        }
        if (decision instanceof Decision.Reject<Group> reject) {
            return reject.outcome();
        }
        Decision.Replace<Group> replace = (Decision.Replace<Group>) decision;
        record = Optional.of(replace.next());
        return replace.outcome();
    }

    private Decision<Group> decide(long now, GroupCommand command) {
        return decider.decide(record, command, at(now));
    }

    private static ErrorCode refusal(CommandOutcome outcome) {
        assertThat(outcome.result()).isEqualTo(Result.REFUSED);
        return outcome.refusal().code();
    }

    private Group group() {
        return record.orElseThrow();
    }

    private static Instant at(long second) {
        return T0.plusSeconds(second);
    }

    private Command.Context context(long second) {
        return new Command.Context("cmd-" + ++ids, requester, at(second), origin).withReason(reason);
    }

    private GroupCommand put(long second, @Nullable String title) {
        return put(second, title, null);
    }

    private GroupCommand put(long second, @Nullable String title, @Nullable Long expected) {
        DefinitionDefaults defaults =
                title == null ? DefinitionDefaults.NONE : new DefinitionDefaults(ZoneId.of("Asia/Tokyo"), null);
        return new GroupCommand.Put(
                context(second), name, new GroupSettings(title, null, defaults, NoticePolicy.DEFAULT), expected);
    }

    private GroupCommand pause(long second, @Nullable Long from, @Nullable Long until) {
        return new GroupCommand.Pause(
                context(second), name, from == null ? null : at(from), until == null ? null : at(until));
    }

    private GroupCommand resume(long second) {
        return new GroupCommand.Resume(context(second), name);
    }

    private GroupCommand delete(long second) {
        return new GroupCommand.Delete(context(second), name);
    }
}
