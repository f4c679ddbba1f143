package com.rezagent.schedules.local.invocation;

import com.rezagent.schedules.deadletter.DeadLetters;
import com.rezagent.schedules.deadletter.DeadLettersContract;
import com.rezagent.schedules.local.clock.VirtualClock;
import com.rezagent.schedules.local.store.Database;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class ParkedEventsTest extends DeadLettersContract {
    private final Database database = Database.inMemory();
    private final ParkedEvents events =
            new ParkedEvents(database, VirtualClock.manual(Instant.parse("2025-11-06T20:00:00Z")), 1 << 20);

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    protected DeadLetters deadLetters() {
        return events;
    }

    @Override
    protected List<Parked> parked(int count) {
        return events.all().stream()
                .map(it -> new Parked(it.body(), it.reason()))
                .toList();
    }
}
