package com.rezagent.schedules.aws;

import com.rezagent.schedules.schedule.FilteredScheduleListContract;
import com.rezagent.schedules.schedule.GroupedScheduleListContract;
import com.rezagent.schedules.schedule.JudgedScheduleListContract;
import com.rezagent.schedules.schedule.ScheduleListContract;
import com.rezagent.schedules.schedule.ScheduleStore;
import org.junit.jupiter.api.Nested;

/** Runs the contract tests of lists of schedules over the wire. */
abstract class ScheduleListsOverTheWire extends OverTheWire {
    @Nested
    class ScheduleLists extends ScheduleListContract {
        private final ScheduleStore store = stage().store();

        @Override
        protected ScheduleStore store() {
            return store;
        }

        @Override
        protected void awaitConsistency() {
            stage().awaitConsistency();
        }
    }

    @Nested
    class GroupedScheduleLists extends GroupedScheduleListContract {
        private final ScheduleStore store = stage().store();

        @Override
        protected ScheduleStore store() {
            return store;
        }

        @Override
        protected void awaitConsistency() {
            stage().awaitConsistency();
        }
    }

    @Nested
    class FilteredScheduleLists extends FilteredScheduleListContract {
        private final ScheduleStore store = stage().store();

        @Override
        protected ScheduleStore store() {
            return store;
        }

        @Override
        protected void awaitConsistency() {
            stage().awaitConsistency();
        }
    }

    /** The lists of the default group come from the index by group. */
    @Nested
    class UpgradedFilteredScheduleLists extends FilteredScheduleListContract {
        private final ScheduleStore store = stage().store();

        @Override
        protected ScheduleStore store() {
            store.markUpgraded();
            return store;
        }

        @Override
        protected void awaitConsistency() {
            stage().awaitConsistency();
        }
    }

    /** The lists of the default group come from the index by group. */
    @Nested
    class UpgradedGroupedScheduleLists extends GroupedScheduleListContract {
        private final ScheduleStore store = stage().store();

        @Override
        protected ScheduleStore store() {
            store.markUpgraded();
            return store;
        }

        @Override
        protected void awaitConsistency() {
            stage().awaitConsistency();
        }
    }

    @Nested
    class JudgedScheduleLists extends JudgedScheduleListContract {
        private final ScheduleStore store = stage().store();

        @Override
        protected ScheduleStore store() {
            return store;
        }

        @Override
        protected void awaitConsistency() {
            stage().awaitConsistency();
        }
    }
}
