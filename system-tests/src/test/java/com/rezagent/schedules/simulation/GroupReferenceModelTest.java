package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.simulation.GroupOrdersTest.CommandKind;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests {@link GroupReferenceModel}: every arrival order of a sequence of commands ends in the same state as the order of
 * issue, unless a command was refused or overtaken.
 */
class GroupReferenceModelTest {
    @ParameterizedTest
    @CsvSource({
        "true,  PT1S, false",
        "false, PT1S, false",
        "true,  PT0S, false",
        "false, PT0S, false",
        "true,  PT1S, true",
        "false, PT0S, true"
    })
    void every_order_ends_like_the_order_of_issue(boolean isDeferred, Duration interval, boolean isDefault) {
        OrderComparison<GroupCommandSpec> comparison = new OrderComparison<>(
                () -> new GroupReferenceModel(isDefault, () -> false), GroupReferenceModel::stamp);

        comparison.compareLengths(
                Stream.of(CommandKind.values())
                        .<BiFunction<String, Instant, GroupCommandSpec>>map(
                                kind -> (id, at) -> kind.command(id, "g", at, !isDeferred))
                        .toList(),
                2,
                4,
                interval);

        assertThat(comparison.different).isEmpty();
        assertThat(comparison.compared).isPositive();
    }
}
