package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.store.Database.UnusableException;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A data file that lost its end, or was replaced by an older copy, is refused unless nothing is missing. */
@Timeout(120)
class TruncatedDataTest {
    private static final Instant START = Instant.parse("2025-11-06T20:00:00Z");
    private static final String DATA_FILE = "rez-agent.mv.db";
    private static final String SEQUENCE_FILE = "rez-agent.sequence";
    private static final ScheduleId ID = ScheduleName.parse("kept").id();
    private static final int BLOCK = 4_096;
    private static final int ADVANCES = 40;

    @TempDir
    private static Path stored;

    @TempDir
    private Path directory;

    private static State expected;
    private static byte[] earlier;

    /** What must not be lost. */
    private record State(Instant clock, List<?> messages, int executions) {
        static State of(LocalSystem system) {
            return new State(
                    system.clock().instant(),
                    system.topics().messages(system.stage().webActions()),
                    system.history().list(ID, 1_000, null).items().size());
        }
    }

    @BeforeAll
    static void store() throws IOException {
        Path live = Files.createDirectory(stored.resolve("live"));
        try (LocalSystem system = open(live)) {
            create(system);
            for (int i = 0; i < ADVANCES; i++) {
                system.advance(Duration.ofMinutes(90));
                if (i == ADVANCES / 2) {
                    earlier = Files.readAllBytes(live.resolve(DATA_FILE));
                }
            }
            expected = State.of(system);
            // Everything has been written, so a copy is what a killed process leaves.
            copy(live, Files.createDirectory(stored.resolve("killed")));
        }
        copy(live, Files.createDirectory(stored.resolve("stopped")));
    }

    private static LocalSystem open(Path data) {
        return LocalSystem.open(LocalSettings.inMemory()
                .withSpeed(ClockSpeed.MANUAL)
                .withStart(START)
                .withDataDirectory(data));
    }

    private static void create(LocalSystem system) {
        system.topics()
                .publish(
                        system.stage().scheduleCreation(),
                        new TopicMessage(
                                "{\"action\":\"create\",\"schedule\":{\"name\":\"kept\",\"schedule_expression\":"
                                        + "\"rate(1 hour)\",\"target_type\":\"web_action\",\"payload\":{\"a\":1}}}",
                                Map.of()));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path each : files.toList()) {
                Files.copy(each, to.resolve(each.getFileName()));
            }
        }
    }

    private Path dataFile() {
        return directory.resolve(DATA_FILE);
    }

    @ParameterizedTest(name = "{0}, {1} of the blocks, less {2} bytes")
    @CsvSource(delimiter = '|', textBlock = """
                    killed  | 0.5  | 0
                    killed  | 0.75 | 0
                    killed  | 0.9  | 0
                    killed  | 1    | 8192
                    killed  | 1    | 4096
                    killed  | 1    | 1
                    killed  | 0    | -8192
                    stopped | 0.5  | 0
                    stopped | 0.75 | 0
                    stopped | 0.9  | 0
                    stopped | 1    | 8192
                    stopped | 1    | 4096
                    stopped | 1    | 1
                    stopped | 0    | -8192
                    """)
    void a_truncated_file_is_refused_unchanged_or_nothing_is_lost(String end, double share, int less)
            throws IOException {
        copy(stored.resolve(end), directory);
        byte[] whole = Files.readAllBytes(dataFile());
        byte[] truncated = Arrays.copyOf(whole, (int) (whole.length / BLOCK * share) * BLOCK - less);

        assertRefusedOrComplete(truncated);
    }

    /** Every number of blocks, with {@code -Dblocks=1}; by default, some of them. */
    @ParameterizedTest
    @CsvSource({"killed", "stopped"})
    void any_number_of_blocks_is_refused_or_nothing_is_lost(String end) throws IOException {
        copy(stored.resolve(end), directory);
        byte[] whole = Files.readAllBytes(dataFile());
        byte[] sequence = Files.readAllBytes(directory.resolve(SEQUENCE_FILE));
        int step = Integer.getInteger("blocks", 13) * BLOCK;
        for (int length = 2 * BLOCK; length < whole.length; length += step) {
            Files.write(directory.resolve(SEQUENCE_FILE), sequence);
            assertRefusedOrComplete(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void an_older_copy_of_the_file_is_refused() throws IOException {
        copy(stored.resolve("stopped"), directory);

        assertThat(assertRefusedOrComplete(earlier)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"killed", "stopped"})
    void a_complete_file_opens(String end) throws IOException {
        copy(stored.resolve(end), directory);

        assertThat(assertRefusedOrComplete(Files.readAllBytes(dataFile()))).isFalse();
    }

    /** Returns whether the file is refused. */
    private boolean assertRefusedOrComplete(byte[] content) throws IOException {
        Files.write(dataFile(), content);
        try (LocalSystem system = open(directory)) {
            assertThat(State.of(system)).as("%d bytes", content.length).isEqualTo(expected);
            return false;
        } catch (UnusableException e) {
            assertThat(run()).isEqualTo(e.getMessage() + "." + System.lineSeparator());
            assertThat(e.getMessage()).matches(".* lacks writes that were stored; .*|.* contains a damaged .*");
            assertThat(Files.readAllBytes(dataFile()))
                    .as("%d bytes", content.length)
                    .isEqualTo(content);
            return true;
        }
    }

    /** Runs the command, which is refused, and returns its error output. */
    private String run() {
        StringWriter err = new StringWriter();
        int code = Main.execute(
                new String[] {"--data", directory.toString(), "--port", "0"}, it -> it.setErr(new PrintWriter(err)));
        assertThat(code).isEqualTo(2);
        return err.toString();
    }

    @Test
    void a_refused_file_opens_after_its_sequence_file_is_deleted() throws IOException {
        copy(stored.resolve("stopped"), directory);
        Files.write(dataFile(), earlier);
        Path sequence = directory.resolve(SEQUENCE_FILE).toRealPath();
        assertThat(run()).contains("To use it all the same, delete " + sequence);

        Files.delete(sequence);

        try (LocalSystem system = open(directory)) {
            assertThat(system.clock().instant()).isBefore(expected.clock());
        }
        assertThat(sequence).exists();
    }

    @Test
    void a_removed_data_file_starts_with_no_schedules() throws IOException {
        copy(stored.resolve("stopped"), directory);
        Files.delete(dataFile());

        try (LocalSystem system = open(directory)) {
            assertThat(system.store().find(ID)).isEmpty();
            create(system);
            system.advance(Duration.ofMinutes(1));
        }
        try (LocalSystem system = open(directory)) {
            assertThat(system.store().find(ID)).isPresent();
        }
    }

    /** A process may be killed at any moment of its first start, when nothing has been accepted. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
                    ''   | none
                    '0'  | none
                    '0'  | 0
                    '0'  | 8192
                    """)
    void a_first_start_that_was_killed_is_repeated(String sequence, Integer length) throws IOException {
        Files.writeString(directory.resolve(SEQUENCE_FILE), sequence);
        if (length != null) {
            Files.write(dataFile(), Arrays.copyOf(headers(), length));
        }

        try (LocalSystem system = open(directory)) {
            assertThat(system.clock().instant()).isEqualTo(START);
        }
    }

    private static byte[] headers() {
        try {
            return Files.readAllBytes(stored.resolve("killed").resolve(DATA_FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_sequence_file_without_a_number_is_refused() throws IOException {
        copy(stored.resolve("stopped"), directory);
        Files.writeString(directory.resolve(SEQUENCE_FILE), "\0\0\0");

        assertThat(run()).contains(SEQUENCE_FILE + " does not contain the number of a write; delete it");
    }

    @ParameterizedTest
    @CsvSource({DATA_FILE, SEQUENCE_FILE})
    void a_directory_in_place_of_a_file_is_refused(String name) throws IOException {
        Files.createDirectory(directory.resolve(name));

        assertThat(run()).contains(name + " is not a regular file").contains("use another directory");
    }
}
