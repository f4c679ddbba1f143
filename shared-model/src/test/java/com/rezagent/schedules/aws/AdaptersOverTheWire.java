package com.rezagent.schedules.aws;

import com.rezagent.schedules.change.ChangeHistoryContract;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineContract;
import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.execution.ExecutionHistoryContract;
import com.rezagent.schedules.execution.ExecutionListContract;
import com.rezagent.schedules.execution.ExecutionRunContract;
import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupListContract;
import com.rezagent.schedules.group.GroupStoreContract;
import com.rezagent.schedules.messaging.DeadLetterQueue;
import com.rezagent.schedules.messaging.DeadLetterQueueContract;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.messaging.TopicPublisherContract;
import com.rezagent.schedules.schedule.ScheduleStoreContract;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;

/** Runs every contract test but those of {@link ScheduleListsOverTheWire} over the wire. */
abstract class AdaptersOverTheWire extends OverTheWire {
    @Nested
    class Schedules extends ScheduleStoreContract {}

    @Nested
    class ExecutionRuns extends ExecutionRunContract {}

    @Nested
    class Changes extends ChangeHistoryContract {}

    /** A table whose items were written by releases that know no groups. */
    @Nested
    class EarlierReleases extends ItemsOfEarlierReleases {
        @Override
        WireStage stage() {
            return AdaptersOverTheWire.this.stage();
        }
    }

    @Nested
    class Groups extends GroupStoreContract {}

    @Nested
    class GroupLists extends GroupListContract {
        @Override
        protected void insertAll(List<Group> groups) {
            stage().putResources(groups.stream()
                    .map(Group::nextRevision)
                    .flatMap(it -> Stream.of(DynamoDbGroupStore.gateItem(it), DynamoDbGroupStore.detailsItem(it)))
                    .toList());
        }
    }

    @Nested
    class Executions extends ExecutionHistoryContract {}

    @Nested
    class States extends StatesInTheSchedulesTable {
        @Override
        WireStage stage() {
            return AdaptersOverTheWire.this.stage();
        }
    }

    @Nested
    class ExecutionLists extends ExecutionListContract {}

    @Nested
    class EventBridge extends EngineContract {
        private final Engine engine = stage().engine();

        @Override
        protected Engine engine() {
            return engine;
        }

        @Override
        protected EngineTarget target() {
            return stage().target();
        }

        @Override
        protected Instant now() {
            return Clock.systemUTC().instant();
        }

        @Override
        protected Set<Difference> differences() {
            return stage().differences();
        }

        @Override
        protected String backEnd() {
            return AdaptersOverTheWire.this.getClass().getSimpleName();
        }
    }

    @Nested
    class Sns extends TopicPublisherContract {
        @Override
        protected TopicPublisher topics() {
            return stage().topics();
        }

        @Override
        protected TopicArn topic() {
            return stage().webActions().arn();
        }

        @Override
        protected TopicArn unknownTopic() {
            return new TopicArn(stage().webActions().arn() + "-unknown");
        }

        @Override
        protected List<Received> received(int count) {
            return stage().webActions().received(count);
        }
    }

    @Nested
    class Sqs extends DeadLetterQueueContract {
        @Override
        protected DeadLetterQueue deadLetters() {
            return stage().deadLetters();
        }

        @Override
        protected List<Received> received(int count) {
            return stage().deadLetters(count);
        }
    }
}
