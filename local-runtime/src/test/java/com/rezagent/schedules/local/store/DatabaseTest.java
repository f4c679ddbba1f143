package com.rezagent.schedules.local.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.group.Groups;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.Schedules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Layout versions, failures, file permissions, rollback and expiry of the database. */
class DatabaseTest {
    private static final Instant NOW = Instant.parse("2025-11-06T20:00:00Z");
    private static final ScheduleId ID = new ScheduleId("sched_kept");

    @TempDir
    private Path directory;

    private static Execution skipped(ScheduleId id, Instant at) {
        return Execution.unclaimed(ExecutionKey.firing(id, at), "one", ExecutionOutcome.SKIPPED, "paused", at);
    }

    @Test
    void a_directory_with_another_layout_version_is_refused_and_unchanged() {
        try (Database database = Database.inDirectory(directory)) {
            database.transaction(session -> session.update("UPDATE layout SET version = version + 1"));
        }

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> Database.inDirectory(directory))
                    .isInstanceOf(Database.UnusableException.class)
                    .hasMessageContaining("another version of this runtime")
                    .hasMessageContaining("remove it or use another directory");
        }
    }

    @Test
    void a_directory_without_a_layout_version_is_refused() {
        try (Database database = Database.inDirectory(directory)) {
            database.transaction(session -> session.execute("DROP TABLE layout"));
        }

        assertThatThrownBy(() -> Database.inDirectory(directory))
                .isInstanceOf(Database.UnusableException.class)
                .hasMessageContaining("another version of this runtime");
    }

    /** An interrupt closes the file under H2, like a disk that disappears. H2 itself would then loop forever. */
    @Test
    @Timeout(60)
    void a_file_failure_is_reported_once_and_every_later_call_fails() {
        List<StoreFailure> failures = new ArrayList<>();
        try (Database database = Database.inDirectory(directory)) {
            database.onFailure(failures::add);
            ClockStore clockStore = new ClockStore(database);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> {
                        clockStore.writeRanUntil(NOW);
                        database.flush();
                    })
                    .isInstanceOf(TransientException.class);
            assertThat(Thread.interrupted()).isTrue();

            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> clockStore.writeRanUntil(NOW)).isInstanceOf(TransientException.class);
                assertThatThrownBy(clockStore::ranUntil).isInstanceOf(TransientException.class);
                assertThatThrownBy(database::flush).isInstanceOf(TransientException.class);
            }
            assertThatThrownBy(database::requireUsable)
                    .isInstanceOf(Database.UnusableException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("check the disk");
        }
        assertThat(failures).hasSize(1);
    }

    /** A damaged file either opens or is refused with an error message of one sentence. */
    @Test
    @Timeout(120)
    void a_damaged_file_opens_or_is_refused_with_a_message() throws IOException {
        Path file = directory.resolve("rez-agent.mv.db");
        try (Database database = Database.inDirectory(directory)) {
            SqlExecutionHistory history = new SqlExecutionHistory(database);
            for (int i = 0; i < 500; i++) {
                history.record(skipped(ID, NOW.plusSeconds(i)), NOW);
            }
        }
        byte[] intact = Files.readAllBytes(file);
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("DatabaseTest: -Dseed=" + seed);
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 40; i++) {
            byte[] damaged = damaged(intact, random, i);
            Files.write(file, damaged);
            try (Database database = Database.inDirectory(directory)) {
                readAll(new SqlExecutionHistory(database));
            } catch (Database.UnusableException e) {
                refused++;
                assertThat(e).hasMessageContaining(directory.toString()).hasMessageNotContaining("Exception");
            }
        }
        assertThat(refused).isPositive();
    }

    private static byte[] damaged(byte[] intact, Random random, int how) {
        byte[] damaged = intact.clone();
        int from = random.nextInt(intact.length);
        int to = Math.min(intact.length, from + 1 + random.nextInt(20_000));
        switch (how % 4) {
            case 0 -> Arrays.fill(damaged, from, to, (byte) 0);
            case 1 -> random.nextBytes(damaged);
            case 2 -> damaged = Arrays.copyOf(damaged, Math.max(1, from));
            default -> Arrays.fill(damaged, 0, Math.min(to, 12_288), (byte) random.nextInt());
        }
        return damaged;
    }

    private static void readAll(SqlExecutionHistory history) {
        try {
            history.list(ID, 1_000, null);
        } catch (TransientException e) {
            // Damage that is detected only when it is read becomes a 503.
            return;
        }
    }

    @Test
    void only_the_owner_can_access_a_new_directory_and_its_files() throws IOException {
        Assumptions.assumeTrue(
                directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path created = directory.resolve("created/here");
        Database.inDirectory(created).close();

        assertThat(permissions(created)).isEqualTo("rwx------");
        assertThat(permissions(created.getParent())).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(created)) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(
                            it -> assertThat(permissions(it)).as(it.toString()).isEqualTo("rw-------"));
        }

        // As an earlier version left them. Permissions of an existing directory belong to the user and are not changed.
        Files.setPosixFilePermissions(created, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path file = created.resolve("rez-agent.mv.db");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Database.inDirectory(created).close();
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(permissions(created)).isEqualTo("rwxr-xr-x");
    }

    private static String permissions(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_surrogate_key_of_a_failed_transaction_is_not_cached() {
        try (Database database = Database.inDirectory(directory)) {
            SqlExecutionHistory history = new SqlExecutionHistory(database);
            assertThatThrownBy(() -> database.transaction(session -> {
                        database.surrogateKeys().findOrCreate(session, ID);
                        throw new SQLException("the disk is full");
                    }))
                    .isInstanceOf(TransientException.class);
            history.record(skipped(ID, NOW), NOW);
        }

        try (Database database = Database.inDirectory(directory)) {
            assertThat(new SqlExecutionHistory(database).list(ID, 50, null).items())
                    .containsExactly(skipped(ID, NOW));
        }
    }

    @Test
    void executions_are_deleted_ninety_days_after_they_were_recorded() {
        try (Database database = Database.inMemory()) {
            SqlExecutionHistory history = new SqlExecutionHistory(database);
            ScheduleId other = new ScheduleId("sched_other");
            Execution late = Execution.unclaimed(
                    ExecutionKey.firing(ID, NOW.minusSeconds(60)),
                    "one",
                    ExecutionOutcome.MISSED,
                    "not seen",
                    NOW.plus(Duration.ofDays(2)));
            history.record(late, NOW.plus(Duration.ofDays(2)));
            for (Instant at : new Instant[] {NOW, NOW.plusMillis(1), NOW.plus(Duration.ofDays(1))}) {
                history.record(skipped(ID, at), at);
                history.record(skipped(other, at), at);
            }

            int deleted = history.deleteExpired(NOW.plusMillis(1).plus(Execution.TIME_TO_LIVE));

            assertThat(deleted).isEqualTo(4);
            assertThat(history.list(ID, 50, null).items())
                    .containsExactly(skipped(ID, NOW.plus(Duration.ofDays(1))), late);
            assertThat(history.list(other, 50, null).items())
                    .containsExactly(skipped(other, NOW.plus(Duration.ofDays(1))));
        }
    }

    @Test
    void expired_executions_are_deleted_at_most_once_a_day() {
        try (Database database = Database.inMemory()) {
            SqlExecutionHistory history = new SqlExecutionHistory(database);
            Instant expired = NOW.plus(Execution.TIME_TO_LIVE);
            history.record(skipped(ID, NOW), NOW);

            assertThat(history.deleteExpired(expired.minusSeconds(1))).isZero();
            assertThat(history.deleteExpired(expired.minusSeconds(1).plus(Duration.ofDays(1))))
                    .isEqualTo(1);
        }
    }

    @Test
    void expired_schedules_and_groups_are_deleted_together() {
        try (Database database = Database.inMemory()) {
            LocalStores stores = LocalStores.of(database);
            Pause pause = new Pause(NOW, null, "Closed", "ann");
            Group group = Groups.paused(Groups.group("billing"), pause, NOW);
            stores.groups().insert(Groups.deleted(group, NOW.plusSeconds(1)));
            stores.groups().insert(Groups.group("kept"));
            Schedule schedule = Schedules.schedule("deleted");
            stores.schedules().insert(schedule.deleted(Schedules.stamp(NOW.plusSeconds(1), "delete"), NOW));
            Instant expiry = NOW.plusSeconds(1).plus(Group.TIME_TO_LIVE);

            stores.deleteExpired(expiry.minusSeconds(2));
            assertThat(stores.groups().gate(group.name()).pause()).isEqualTo(pause);
            assertThat(stores.schedules().find(schedule.id())).isPresent();

            stores.deleteExpired(expiry);
            assertThat(stores.groups().find(group.name())).isEmpty();
            assertThat(stores.groups().gate(group.name())).isEqualTo(GroupGate.withoutRecord(group.name()));
            assertThat(stores.groups().list(10, null).items()).hasSize(1);
            assertThat(stores.schedules().find(schedule.id())).isEmpty();
        }
    }

    @Test
    void gate_is_read_as_another_store_of_the_same_database_wrote_it() {
        try (Database database = Database.inMemory()) {
            GroupStore reader = LocalStores.of(database).groups();
            GroupStore writer = LocalStores.of(database).groups();
            Group group = Groups.group("billing");
            assertThat(reader.gate(group.name()).exists()).isFalse();

            writer.insert(group);
            assertThat(reader.gate(group.name()).exists()).isTrue();

            Pause pause = new Pause(NOW, null, "Closed", "ann");
            writer.replace(group.nextRevision(), Groups.paused(group.nextRevision(), pause, NOW));
            assertThat(reader.gate(group.name()).pause()).isEqualTo(pause);
        }
    }
}
