package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.console.Console;
import com.rezagent.schedules.local.fault.FaultKind;
import com.rezagent.schedules.local.fault.FaultRule;
import com.rezagent.schedules.local.fault.PortCall.Target;
import com.rezagent.schedules.local.system.Functions;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.local.topic.ReceivedMessage;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.testing.RuntimeProcess;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Persistence of the data directory across restarts, after a clean stop and after a kill. */
class RestartTest {
    private static final Instant START = Instant.parse("2025-11-06T20:00:00Z");
    private static final ScheduleId ID = ScheduleName.parse("kept").id();

    @TempDir
    private Path directory;

    private LocalSystem open() {
        return LocalSystem.open(LocalSettings.inMemory()
                .withSpeed(ClockSpeed.MANUAL)
                .withStart(START)
                .withDataDirectory(directory));
    }

    private static String schedule(String expression) {
        return "{\"name\":\"kept\",\"schedule_expression\":\"" + expression
                + "\",\"target_type\":\"web_action\",\"payload\":{\"a\":1}}";
    }

    private static void create(LocalSystem system, String expression) {
        system.topics()
                .publish(
                        system.stage().scheduleCreation(),
                        new TopicMessage(
                                "{\"action\":\"create\",\"schedule\":" + schedule(expression) + "}", Map.of()));
    }

    private static List<ReceivedMessage> fired(LocalSystem system) {
        return system.topics().messages(system.stage().webActions());
    }

    @Test
    void schedules_history_messages_and_the_clock_survive_a_restart() {
        Schedule before;
        List<ReceivedMessage> messages;
        try (LocalSystem system = open()) {
            create(system, "rate(1 hour)");
            system.advance(Duration.ofMinutes(150));
            before = system.store().find(ID).orElseThrow();
            messages = fired(system);
            assertThat(messages).hasSize(3);
        }

        try (LocalSystem system = open()) {
            assertThat(system.clock().instant()).isEqualTo(START.plus(Duration.ofMinutes(150)));
            Schedule after = system.store().find(ID).orElseThrow();
            assertThat(after.version()).isEqualTo(before.version());
            assertThat(system.history().state(ID).counters(after).executionCount())
                    .isEqualTo(3);
            assertThat(fired(system)).isEqualTo(messages);
            assertThat(system.history().list(ID, 10, null).items()).hasSize(3);
            assertThat(system.engine().find(ID)).isPresent();

            system.advance(Duration.ofHours(2));

            assertThat(fired(system))
                    .extracting(it -> it.attributes().get("scheduled_time"))
                    .containsExactly(
                            "2025-11-06T20:00:00Z",
                            "2025-11-06T21:00:00Z",
                            "2025-11-06T22:00:00Z",
                            "2025-11-06T23:00:00Z",
                            "2025-11-07T00:00:00Z");
        }
    }

    @Test
    void a_restart_whose_clock_must_catch_up_reports_until_when() {
        LocalSettings settings =
                LocalSettings.inMemory().withDataDirectory(directory).withoutReconciling();
        LocalSystem.open(settings.withSpeed(ClockSpeed.MANUAL).withStart(START)).close();

        assertThat(outputOf(settings.withSpeed(ClockSpeed.MANUAL))).isEmpty();
        assertThat(outputOf(settings.withSpeed(ClockSpeed.MANUAL).withStart(START.plusSeconds(59))))
                .isEmpty();
        assertThat(outputOf(settings.withSpeed(ClockSpeed.MANUAL).withStart(START.plusSeconds(7_200))))
                .isEqualToIgnoringNewLines("The clock is catching up from 2025-11-06T20:00:59Z to 2025-11-06T22:00:00Z;"
                        + " everything due in between runs first.");
        assertThat(outputOf(settings)).startsWith("The clock is catching up from 2025-11-06T22:00:00Z to 20");
        assertThat(outputOf(settings)).isEmpty();
    }

    /** Returns what a system prints while it opens. */
    private static String outputOf(LocalSettings settings) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        LocalSystem.open(settings, Functions.REAL, new Console(output)).close();
        return output.toString(StandardCharsets.UTF_8);
    }

    /** At this speed the clock advances by hours while the system opens. */
    @Test
    void no_firing_is_lost_while_a_system_with_a_fast_clock_opens() {
        try (LocalSystem system = open()) {
            create(system, "rate(1 hour)");
            system.advance(Duration.ofHours(2));
        }

        try (LocalSystem system = LocalSystem.open(
                LocalSettings.inMemory().withSpeed(new ClockSpeed(100_000)).withDataDirectory(directory))) {
            system.advance(Duration.ofHours(2));

            List<ReceivedMessage> fired = fired(system);
            assertThat(fired).hasSizeGreaterThanOrEqualTo(5);
            for (int i = 0; i < fired.size(); i++) {
                assertThat(fired.get(i).attributes())
                        .containsEntry(
                                "scheduled_time",
                                START.plus(Duration.ofHours(i)).toString());
            }
        }
    }

    @Test
    void a_running_clock_continues_from_its_last_time() {
        LocalSettings fast = LocalSettings.inMemory()
                .withSpeed(new ClockSpeed(100_000))
                .withStart(START)
                .withDataDirectory(directory);
        Instant before;
        try (LocalSystem system = LocalSystem.open(fast)) {
            create(system, "rate(1 hour)");
            system.runDue();
            before = system.clock().instant();
        }

        try (LocalSystem system = LocalSystem.open(fast)) {
            assertThat(system.clock().instant()).isAfterOrEqualTo(before);
        }
    }

    /** The topic assigns commands of the same instant times one millisecond apart, also across a restart. */
    @Test
    void a_command_after_a_restart_is_newer_than_earlier_ones_at_the_same_clock_time() {
        try (LocalSystem system = open()) {
            create(system, "cron(0 * * * ? *)");
            system.runDue();
            for (String action : List.of("pause", "resume", "pause")) {
                change(system, action);
            }
            assertThat(system.store().find(ID).map(Schedule::status)).contains(Status.PAUSED);
        }

        try (LocalSystem system = open()) {
            change(system, "resume");
            assertThat(system.store().find(ID).map(Schedule::status)).contains(Status.ACTIVE);
        }
    }

    private static void change(LocalSystem system, String action) {
        system.topics()
                .publish(
                        system.stage().scheduleCreation(),
                        new TopicMessage("{\"action\":\"" + action + "\",\"schedule_id\":\"" + ID + "\"}", Map.of()));
        system.runDue();
    }

    @Test
    void a_command_not_yet_handled_is_handled_after_the_restart() {
        try (LocalSystem system = open()) {
            create(system, "cron(0 * * * ? *)");
        }

        try (LocalSystem system = open()) {
            system.runDue();
            assertThat(system.store().find(ID).map(Schedule::status)).contains(Status.ACTIVE);
        }
    }

    @Test
    void a_firing_waiting_for_its_retry_and_a_dead_letter_survive_a_restart() {
        try (LocalSystem system = open()) {
            create(system, "at(2025-11-06T21:00:00)");
            system.runDue();
            system.faults().add(new FaultRule(null, Target.TOPICS, null, FaultKind.CRASH_BEFORE, 1));
            system.advance(Duration.ofHours(1));
            assertThat(fired(system)).isEmpty();
            system.topics().publish(system.stage().scheduleCreation(), new TopicMessage("not a command", Map.of()));
            system.runDue();
        }

        try (LocalSystem system = open()) {
            assertThat(system.deadLetters().all()).hasSize(1);
            system.advance(Duration.ofMinutes(1));
            assertThat(fired(system)).hasSize(1);
        }
    }

    @Test
    void a_later_clock_start_executes_missed_firings_at_their_own_times() {
        try (LocalSystem system = open()) {
            create(system, "cron(0 * * * ? *)");
            system.runDue();
        }

        Instant later = START.plus(Duration.ofHours(3));
        try (LocalSystem system = LocalSystem.open(LocalSettings.inMemory()
                .withSpeed(ClockSpeed.MANUAL)
                .withStart(later)
                .withDataDirectory(directory))) {
            assertThat(system.clock().instant()).isEqualTo(later);
            assertThat(fired(system))
                    .extracting(ReceivedMessage::receivedAt)
                    .containsExactly(
                            START.plus(Duration.ofHours(1)),
                            START.plus(Duration.ofHours(2)),
                            START.plus(Duration.ofHours(3)));
        }
    }

    @Test
    @Timeout(120)
    void a_schedule_accepted_just_before_a_kill_is_not_lost() throws Exception {
        try (RuntimeProcess process = Runtimes.start(
                "--data", directory.toString(), "--port", "0", "--clock-manual", "--clock-start", START.toString())) {
            Http http = new Http(process.uri());
            Http.Response response =
                    http.send("POST", "/api/schedules", schedule("cron(0 * * * ? *)"), "Prefer", "wait=0");
            assertThat(response.status()).isBetween(201, 202);
        }

        try (LocalSystem system = open()) {
            system.runDue();
            assertThat(system.store().find(ID).map(Schedule::status)).contains(Status.ACTIVE);
            system.advance(Duration.ofHours(1));
            assertThat(fired(system)).hasSize(1);
        }
    }

    @Test
    @Timeout(120)
    void a_process_killed_after_a_clock_advance_keeps_its_clock_time() throws Exception {
        try (RuntimeProcess process = Runtimes.start(
                "--data", directory.toString(), "--port", "0", "--clock-manual", "--clock-start", START.toString())) {
            Http http = new Http(process.uri());
            http.send("POST", "/api/schedules", schedule("cron(0 * * * ? *)"), "Prefer", "wait=10");
            JsonNode clock = http.post("/local/clock", "{\"advance\":\"PT5H\"}").json();
            assertThat(clock.path("now").asText()).isEqualTo("2025-11-07T01:00:00Z");
        }

        try (LocalSystem system = open()) {
            assertThat(system.clock().instant()).isEqualTo(START.plus(Duration.ofHours(5)));
            assertThat(fired(system)).hasSize(5);
            assertThat(system.history().state(ID).executionCount()).isEqualTo(5);
        }
    }

    @Test
    @Timeout(120)
    void a_stop_signal_stops_cleanly_and_an_invalid_argument_exits_with_code_2() throws Exception {
        try (RuntimeProcess process = Runtimes.start("--data", directory.toString(), "--port", "0")) {
            process.uri();
            process.sendStopSignal();
            // After an early stop signal, it may be among the lines of the banner.
            assertThat(process.remainingOutput()).contains("Stopping.");
            assertThat(process.exitCode()).isNotIn(0, 2);
        }
        try (LocalSystem system = open()) {
            assertThat(system.store().find(ID)).isEmpty();
        }

        try (RuntimeProcess mistaken = Runtimes.start("--clock-start", "nonsense")) {
            assertThat(mistaken.remainingOutput()).hasSize(1);
            assertThat(mistaken.exitCode()).isEqualTo(2);
        }
    }
}
