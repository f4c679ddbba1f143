package com.rezagent.schedules.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.command.Decision.Decided;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Schedules;
import com.rezagent.schedules.testing.MemoryStore;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DecisionTest {
    private static final CommandOutcome APPLIED = new CommandOutcome("cmd_1", Result.APPLIED, 1, null);
    private static final Schedule NEW = Schedules.schedule("a");

    private final MemoryStore store = new MemoryStore();

    private Schedule stored() {
        return store.find(NEW.id()).orElseThrow();
    }

    private static Schedule paused(Schedule schedule) {
        Instant later = Schedules.NOW.plusSeconds(1);
        return schedule.paused(Schedules.stamp(later, "pause"), later);
    }

    @Test
    void an_insert_writes_a_record_that_did_not_exist() {
        Decision<Schedule> insert = new Decision.Insert<>(NEW, APPLIED);

        assertThat(insert.write(store, Optional.empty())).contains(new Decided<>(APPLIED, null, NEW, true));
        assertThat(stored()).isEqualTo(NEW.nextRevision());
        assertThat(insert.write(store, Optional.empty()))
                .as("another writer was first")
                .isEmpty();
    }

    @Test
    void a_replacement_writes_the_record_that_was_read() {
        store.insert(NEW);
        Schedule read = stored();
        Schedule next = paused(read);
        Decision<Schedule> replace = new Decision.Replace<>(next, APPLIED);

        assertThat(replace.write(store, Optional.of(read))).contains(new Decided<>(APPLIED, read, next, true));
        assertThat(stored()).isEqualTo(next.nextRevision());
        assertThat(replace.write(store, Optional.of(read)))
                .as("it has changed since")
                .isEmpty();
    }

    @Test
    void decisions_without_a_change_write_nothing() {
        CommandOutcome refused = Schedules.refused("cmd_1");

        assertThat(new Decision.AlreadyDecided<>(NEW, APPLIED).write(store, Optional.of(NEW)))
                .contains(new Decided<>(APPLIED, null, NEW, false));
        assertThat(new Decision.Reject<Schedule>(refused).write(store, Optional.empty()))
                .contains(new Decided<>(refused, null, null, true));
        assertThat(store.find(NEW.id())).isEmpty();
    }

    @Test
    void a_deferred_command_is_retried_later() {
        assertThatThrownBy(
                        () -> new Decision.Defer<Schedule>("There is no such schedule").write(store, Optional.empty()))
                .isInstanceOfSatisfying(TransientException.class, it -> {
                    assertThat(it.reason()).isEqualTo(TransientException.Reason.TOO_EARLY);
                    assertThat(it).hasMessageContaining("There is no such schedule");
                });
    }
}
