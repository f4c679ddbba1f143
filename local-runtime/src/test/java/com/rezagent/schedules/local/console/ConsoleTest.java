package com.rezagent.schedules.local.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.system.Functions;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.messaging.TopicMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Console output of a running system. */
class ConsoleTest {
    private static final LocalSettings SETTINGS =
            LocalSettings.inMemory().withSpeed(ClockSpeed.MANUAL).withStart(Instant.parse("2025-11-06T20:00:00Z"));
    private static final String CREATE =
            "{\"action\":\"create\",\"schedule\":{\"name\":\"%s\",\"schedule_expression\":\"at(2025-11-06T21:00:00)\","
                    + "\"target_type\":\"web_action\",\"payload\":{\"a\":1}}}";

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    private static void publish(LocalSystem system, String message) {
        system.topics().publish(system.stage().scheduleCreation(), new TopicMessage(message, Map.of()));
        system.runDue();
    }

    private List<String> lines() {
        return output.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void each_command_firing_and_published_message_is_one_line() {
        try (LocalSystem system = LocalSystem.open(SETTINGS, Functions.REAL, new Console(output))) {
            publish(system, CREATE.formatted("once"));
            system.advance(Duration.ofHours(1));
        }

        assertThat(lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("2025-11-06T20:00:00Z  message   schedule-creation received {\"action\""),
                        line -> assertThat(line)
                                .startsWith(
                                        "2025-11-06T20:00:00Z  command   create \"once\" at(2025-11-06T21:00:00) UTC by sns: applied, version 1  (sched_"),
                        line -> assertThat(line)
                                .startsWith("2025-11-06T21:00:00Z  message   web-actions received {\"version\""),
                        line -> assertThat(line)
                                .startsWith(
                                        "2025-11-06T21:00:00Z  firing    published for 2025-11-06T21:00:00Z to web_action  (sched_"),
                        line -> assertThat(line).startsWith("2025-11-06T21:00:00Z  completed  (sched_"));
    }

    @Test
    void commands_of_groups_are_lines_with_the_time_of_a_pause_and_its_reason() {
        try (LocalSystem system = LocalSystem.open(SETTINGS, Functions.REAL, new Console(output))) {
            publish(system, "{\"action\":\"put_group\",\"group\":\"billing\",\"title\":\"Billing\"}");
            publish(
                    system,
                    "{\"action\":\"pause_group\",\"group\":\"billing\",\"from\":\"2025-11-06T22:00:00Z\","
                            + "\"until\":\"2025-11-07T06:00:00Z\",\"reason\":\"Release 7\"}");
            system.advance(Duration.ofSeconds(1));
            publish(system, "{\"action\":\"resume_group\",\"group\":\"billing\"}");
            system.advance(Duration.ofSeconds(1));
            publish(system, "{\"action\":\"pause_group\",\"group\":\"billing\"}");
            publish(system, "{\"action\":\"delete_group\",\"group\":\"billing\",\"reason\":\"Unused\"}");
            publish(system, "{\"action\":\"delete_group\",\"group\":\"default\"}");
        }

        assertThat(linesOf("command"))
                .containsExactly(
                        "2025-11-06T20:00:00Z  command   put_group billing by sns: applied, version 1",
                        "2025-11-06T20:00:00Z  command   pause_group billing from 2025-11-06T22:00:00Z"
                                + " until 2025-11-07T06:00:00Z by sns: applied, version 2; Release 7",
                        "2025-11-06T20:00:01Z  command   resume_group billing by sns: applied, version 3",
                        "2025-11-06T20:00:02Z  command   pause_group billing by sns: applied, version 4",
                        "2025-11-06T20:00:02Z  command   delete_group billing by sns: applied, version 5; Unused",
                        "2025-11-06T20:00:02Z  command   delete_group default by sns: refused, group_protected");
    }

    @Test
    void pause_until_a_time_and_move_of_a_schedule_are_lines_with_their_details() {
        try (LocalSystem system = LocalSystem.open(SETTINGS, Functions.REAL, new Console(output))) {
            publish(system, "{\"action\":\"put_group\",\"group\":\"billing\"}");
            publish(system, CREATE.formatted("once"));
            publish(
                    system,
                    "{\"action\":\"pause\",\"name\":\"once\",\"until\":\"2025-11-06T20:30:00Z\","
                            + "\"reason\":\"Release 7\"}");
            publish(system, "{\"action\":\"move\",\"name\":\"once\",\"group\":\"billing\"}");
        }

        assertThat(linesOf("command"))
                .anySatisfy(
                        line -> assertThat(line)
                                .contains(
                                        "  command   pause until 2025-11-06T20:30:00Z by sns: applied, version 2; Release 7  (sched_"))
                .anySatisfy(line -> assertThat(line)
                        .contains("  command   move to group billing by sns: applied, version 3  (sched_"));
    }

    @Test
    void skip_and_the_firing_that_it_holds_back_are_lines() {
        try (LocalSystem system = LocalSystem.open(SETTINGS, Functions.REAL, new Console(output))) {
            publish(system, CREATE.formatted("once"));
            publish(
                    system,
                    "{\"schema_version\":4,\"action\":\"skip\",\"name\":\"once\","
                            + "\"scheduled_time\":\"2025-11-06T21:00:00Z\",\"reason\":\"Holiday\"}");
            system.advance(Duration.ofMinutes(90));
        }

        assertThat(linesOf("command"))
                .anySatisfy(
                        line -> assertThat(line)
                                .contains(
                                        "  command   skip for 2025-11-06T21:00:00Z by sns: applied, version 2; Holiday  (sched_"));
        assertThat(linesOf("firing"))
                .map(line -> line.substring(0, line.indexOf("  (sched_")))
                .containsExactly("2025-11-06T21:00:00Z  firing    skipped for 2025-11-06T21:00:00Z: requested by sns;"
                        + " Holiday");
    }

    @Test
    void each_firing_that_a_pause_holds_back_is_a_line_with_its_end_and_reason() {
        try (LocalSystem system = LocalSystem.open(SETTINGS, Functions.REAL, new Console(output))) {
            publish(
                    system,
                    CREATE.replace("at(2025-11-06T21:00:00)", "cron(0 * * * ? *)")
                            .formatted("hourly"));
            publish(
                    system,
                    "{\"action\":\"pause\",\"name\":\"hourly\",\"until\":\"2025-11-06T21:30:00Z\","
                            + "\"reason\":\"Release 7\"}");
            system.advance(Duration.ofMinutes(90));
            publish(system, "{\"action\":\"pause_group\",\"group\":\"default\",\"until\":\"2025-11-06T22:30:00Z\"}");
            system.advance(Duration.ofHours(1));
            publish(system, "{\"action\":\"pause_group\",\"group\":\"default\",\"reason\":\"Broken\"}");
            system.advance(Duration.ofHours(1));
            publish(system, "{\"action\":\"resume_group\",\"group\":\"default\"}");
            system.advance(Duration.ofHours(1));
        }

        assertThat(linesOf("firing"))
                .map(line -> line.substring(0, line.indexOf("  (sched_")))
                .containsExactly(
                        "2025-11-06T21:00:00Z  firing    held back for 2025-11-06T21:00:00Z: the schedule is paused"
                                + " until 2025-11-06T21:30:00Z; Release 7",
                        "2025-11-06T22:00:00Z  firing    held back for 2025-11-06T22:00:00Z: group default is paused"
                                + " until 2025-11-06T22:30:00Z",
                        "2025-11-06T23:00:00Z  firing    held back for 2025-11-06T23:00:00Z: group default is paused;"
                                + " Broken",
                        "2025-11-07T00:00:00Z  firing    published for 2025-11-07T00:00:00Z to web_action");
    }

    private List<String> linesOf(String word) {
        return lines().stream().filter(it -> it.contains("Z  " + word + " ")).toList();
    }

    @Test
    void control_characters_in_a_message_are_replaced() {
        try (LocalSystem system = LocalSystem.open(SETTINGS, Functions.REAL, new Console(output))) {
            publish(system, "first\r\nsecond\u001b[31mred\u0007\u0085end");
        }

        assertThat(lines()).first().asString().endsWith("received first  second [31mred  end");
    }

    @Test
    void a_long_message_is_truncated() {
        try (LocalSystem system = LocalSystem.open(SETTINGS, Functions.REAL, new Console(output))) {
            publish(system, "x".repeat(1_000));
        }

        assertThat(lines()).first().asString().endsWith("x…").hasSizeLessThan(400);
    }

    /** The reader of the output has ended, as after {@code | head}. */
    @Test
    void a_system_with_a_closed_output_keeps_running() {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        try (LocalSystem system = LocalSystem.open(SETTINGS, Functions.REAL, new Console(closed))) {
            for (int i = 0; i < 200; i++) {
                publish(system, CREATE.formatted("name-" + i));
            }
            system.advance(Duration.ofHours(1));

            assertThat(system.topics().messages(system.stage().webActions())).hasSize(200);
            assertThat(system.deadLetters().all()).isEmpty();
        }
    }
}
