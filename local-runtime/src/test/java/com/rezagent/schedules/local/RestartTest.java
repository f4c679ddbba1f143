package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.local.clock.Pace;
import com.rezagent.schedules.local.fault.FaultKind;
import com.rezagent.schedules.local.fault.FaultRule;
import com.rezagent.schedules.local.fault.OutsideCall.Target;
import com.rezagent.schedules.local.topic.ReceivedMessage;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.topic.TopicMessage;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a data directory keeps over a restart, however the process ended. */
class RestartTest {
    private static final Instant START = Instant.parse("2025-11-06T20:00:00Z");
    private static final ScheduleId ID = ScheduleName.parse("kept").id();

    @TempDir
    private Path directory;

    private LocalSystem open() {
        return LocalSystem.open(
                LocalSettings.inMemory().at(Pace.MANUAL).startingAt(START).keptIn(directory));
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
    void schedules_history_messages_and_the_clock_go_on_where_they_were() {
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
            assertThat(after.executionCount()).isEqualTo(3);
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

    /** A clock at this speed runs for hours while the system opens. */
    @Test
    void nothing_is_passed_over_while_a_system_with_a_fast_clock_opens() {
        try (LocalSystem system = open()) {
            create(system, "rate(1 hour)");
            system.advance(Duration.ofHours(2));
        }

        try (LocalSystem system =
                LocalSystem.open(LocalSettings.inMemory().at(new Pace(100_000)).keptIn(directory))) {
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
    void a_command_not_yet_handled_is_handled_after_the_restart() {
        try (LocalSystem system = open()) {
            create(system, "cron(0 * * * ? *)");
        }

        try (LocalSystem system = open()) {
            system.settle();
            assertThat(system.store().find(ID).map(Schedule::status)).contains(Status.ACTIVE);
        }
    }

    @Test
    void a_firing_that_waits_for_its_retry_and_a_dead_letter_survive() {
        try (LocalSystem system = open()) {
            create(system, "at(2025-11-06T21:00:00)");
            system.settle();
            system.faults().add(new FaultRule(null, Target.TOPICS, null, FaultKind.CRASH_BEFORE, 1));
            system.advance(Duration.ofHours(1));
            assertThat(fired(system)).isEmpty();
            system.topics().publish(system.stage().scheduleCreation(), new TopicMessage("not a command", Map.of()));
            system.settle();
        }

        try (LocalSystem system = open()) {
            assertThat(system.deadLetters().all()).hasSize(1);
            system.advance(Duration.ofMinutes(1));
            assertThat(fired(system)).hasSize(1);
        }
    }

    @Test
    void a_clock_that_starts_later_catches_up_with_what_fell_due_each_at_its_own_time() {
        try (LocalSystem system = open()) {
            create(system, "cron(0 * * * ? *)");
            system.settle();
        }

        Instant later = START.plus(Duration.ofHours(3));
        try (LocalSystem system = LocalSystem.open(
                LocalSettings.inMemory().at(Pace.MANUAL).startingAt(later).keptIn(directory))) {
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
    void a_process_killed_right_after_it_accepted_a_schedule_has_not_lost_it() throws Exception {
        Process process = process(
                "--data", directory.toString(), "--port", "0", "--clock-manual", "--clock-start", START.toString());
        try (BufferedReader out = reader(process)) {
            Http http = new Http(uri(out));
            Http.Answer answer = http.send("POST", "/api/schedules", schedule("cron(0 * * * ? *)"), "Prefer", "wait=0");
            assertThat(answer.status()).isBetween(201, 202);
        } finally {
            process.destroyForcibly().waitFor();
        }

        try (LocalSystem system = open()) {
            system.settle();
            assertThat(system.store().find(ID).map(Schedule::status)).contains(Status.ACTIVE);
            system.advance(Duration.ofHours(1));
            assertThat(fired(system)).hasSize(1);
        }
    }

    @Test
    @Timeout(120)
    void a_process_killed_after_it_moved_its_clock_stands_where_it_was() throws Exception {
        Process process = process(
                "--data", directory.toString(), "--port", "0", "--clock-manual", "--clock-start", START.toString());
        try (BufferedReader out = reader(process)) {
            Http http = new Http(uri(out));
            http.send("POST", "/api/schedules", schedule("cron(0 * * * ? *)"), "Prefer", "wait=10");
            JsonNode clock = http.post("/local/clock", "{\"advance\":\"PT5H\"}").json();
            assertThat(clock.path("now").asText()).isEqualTo("2025-11-07T01:00:00Z");
        } finally {
            process.destroyForcibly().waitFor();
        }

        try (LocalSystem system = open()) {
            assertThat(system.clock().instant()).isEqualTo(START.plus(Duration.ofHours(5)));
            assertThat(fired(system)).hasSize(5);
            assertThat(system.store().find(ID).orElseThrow().executionCount()).isEqualTo(5);
        }
    }

    @Test
    @Timeout(120)
    void a_process_that_is_told_to_stop_stops_cleanly_and_a_mistake_ends_one_with_code_2() throws Exception {
        Process process = process("--data", directory.toString(), "--port", "0");
        try (BufferedReader out = reader(process)) {
            uri(out);
            process.toHandle().destroy();
            // Among the lines of the banner, where it is told so early.
            assertThat(rest(out)).contains("Stopping.");
            assertThat(process.waitFor()).isNotEqualTo(2);
        }
        try (LocalSystem system = open()) {
            assertThat(system.store().find(ID)).isEmpty();
        }

        Process mistaken = process("--clock-start", "nonsense");
        try (BufferedReader out = reader(mistaken)) {
            assertThat(rest(out)).hasSize(1);
            assertThat(mistaken.waitFor()).isEqualTo(2);
        }
    }

    private static Process process(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .directory(new File("."))
                .start();
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Where it says its API is. */
    private static URI uri(BufferedReader out) throws IOException {
        List<String> said = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.add(line);
            int at = line.indexOf("http://");
            if (at >= 0) {
                String address = line.substring(at).replaceFirst("/api/schedules.*", "");
                return URI.create(address);
            }
        }
        throw new AssertionError("It never said where it is: " + said);
    }

    private static List<String> rest(BufferedReader out) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (!line.startsWith("SLF4J")) {
                lines.add(line);
            }
        }
        return lines;
    }
}
