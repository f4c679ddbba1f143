package com.rezagent.schedules.aws;

import com.rezagent.schedules.schedule.FilteredScheduleListContract;
import com.rezagent.schedules.schedule.GroupedScheduleListContract;
import com.rezagent.schedules.schedule.JudgedScheduleListContract;
import com.rezagent.schedules.schedule.ScheduleListContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** Runs the contract tests of lists of schedules over the wire. */
abstract class ScheduleListsOverTheWire extends OverTheWire {
    @Nested
    class ScheduleLists extends ScheduleListContract {}

    @Nested
    class GroupedScheduleLists extends GroupedScheduleListContract {}

    @Nested
    class FilteredScheduleLists extends FilteredScheduleListContract {}

    /** The lists of the default group come from the index by group. */
    @Nested
    class UpgradedFilteredScheduleLists extends FilteredScheduleListContract {
        @BeforeEach
        void upgrade() {
            store().markUpgraded();
        }
    }

    /** The lists of the default group come from the index by group. */
    @Nested
    class UpgradedGroupedScheduleLists extends GroupedScheduleListContract {
        @BeforeEach
        void upgrade() {
            store().markUpgraded();
        }
    }

    @Nested
    class JudgedScheduleLists extends JudgedScheduleListContract {}
}
