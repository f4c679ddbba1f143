package com.rezagent.schedules.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleActionTest {
    @ParameterizedTest
    @CsvSource({
        "create,  10, true,  true",
        "restore, 10, false, true",
        "update,  20, true,  true",
        "resume,  40, false, true",
        "pause,   70, false, true",
        "delete,  80, false, true",
        "trigger, 90, false, false",
    })
    void each_action_has_a_stored_rank(String text, int rank, boolean carriesDefinition, boolean writesRegisters) {
        ScheduleAction action = Action.of(ScheduleAction.class, text).orElseThrow();

        assertThat(action.text()).isEqualTo(text);
        assertThat(action.rank()).isEqualTo(rank);
        assertThat(action.carriesDefinition()).isEqualTo(carriesDefinition);
        assertThat(action.writesRegisters()).isEqualTo(writesRegisters);
    }

    @Test
    void the_ranks_are_in_the_order_of_the_actions() {
        assertThat(Arrays.stream(ScheduleAction.values()).map(ScheduleAction::rank))
                .isSorted();
    }

    @Test
    void only_a_restore_shares_its_rank_with_another_action() {
        assertThat(Arrays.stream(ScheduleAction.values())
                        .filter(it -> it != ScheduleAction.RESTORE)
                        .map(ScheduleAction::rank))
                .doesNotHaveDuplicates();
        assertThat(ScheduleAction.RESTORE.rank()).isEqualTo(ScheduleAction.CREATE.rank());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CREATE", "Create", " create", "teleport"})
    void other_words_are_no_action(String text) {
        assertThat(Action.of(ScheduleAction.class, text)).isEmpty();
    }
}
