package com.rezagent.schedules.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.schedule.Schedules;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CommandOutcomesTest {
    @Test
    void outcomes_are_read_as_they_were_written() {
        List<CommandOutcome> outcomes = List.of(
                new CommandOutcome("one", CommandOutcome.Result.APPLIED, 1, null),
                Schedules.refused("two"),
                new CommandOutcome("three", CommandOutcome.Result.STALE, 7, null));

        assertThat(CommandOutcomes.read(new CommandOutcomes(outcomes).write()).all())
                .isEqualTo(outcomes);
        assertThat(CommandOutcomes.read(CommandOutcomes.NONE.write())).isEqualTo(CommandOutcomes.NONE);
    }

    @Test
    void the_longest_refusals_leave_enough_space_for_the_largest_payload() {
        List<String> details = Collections.nCopies(10, "東".repeat(300));
        List<CommandOutcome> outcomes = IntStream.range(0, CommandOutcomes.MAX)
                .mapToObj(i -> new CommandOutcome(
                        "command " + i,
                        CommandOutcome.Result.REFUSED,
                        i,
                        new CommandOutcome.Refusal(ErrorCode.INVALID_REQUEST, "The request is invalid", details)))
                .toList();

        String written = new CommandOutcomes(outcomes).write();
        List<CommandOutcome> read = CommandOutcomes.read(written).all();

        assertThat(written.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(110_000);
        assertThat(read)
                .extracting(CommandOutcome::commandId)
                .containsExactlyElementsOf(
                        outcomes.stream().map(CommandOutcome::commandId).toList());
        assertThat(read).last().isEqualTo(outcomes.get(99));
        assertThat(read).first().satisfies(it -> assertThat(it.refusal().code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
}
