package com.rezagent.schedules.local.invocation;

import com.rezagent.schedules.local.clock.VirtualClock;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.messaging.DeadLetterQueue;
import com.rezagent.schedules.messaging.DeadLetterQueueContract;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;

class LocalDeadLetterQueueTest extends DeadLetterQueueContract {
    @AutoClose
    private final Database database = Database.inMemory();

    private final LocalDeadLetterQueue queue =
            new LocalDeadLetterQueue(database, VirtualClock.manual(Instant.parse("2025-11-06T20:00:00Z")), 1 << 20);

    @Override
    protected DeadLetterQueue deadLetters() {
        return queue;
    }

    @Override
    protected List<Received> received(int count) {
        return queue.all().stream()
                .map(it -> new Received(it.body(), it.reason()))
                .toList();
    }
}
