package com.rezagent.schedules.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every address of the dashboard: its screen fits, is accessible, and never shows texts as markup. */
@TestInstance(Lifecycle.PER_CLASS)
class DashboardScreensIT extends DashboardSession {
    private BrowserPage page;

    @BeforeAll
    void start() {
        startRuntime();
        seed();
        page = browser.open().timezone("Pacific/Apia");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /                                             | Next hour
            /schedules                                    | 4 schedules
            /schedules?status=paused                      | nightly
            /schedules?search=tee&sort=next               | 1 of 4 match
            /schedules?search=zzz                         | No schedule matches
            /schedules/sched_bdab65e2dab290db17aff0d9636dd21c | It runs next on
            /schedules/sched_bdab65e2dab290db17aff0d9636dd21c?tab=executions | Published
            /schedules/sched_bdab65e2dab290db17aff0d9636dd21c?tab=definition | EventBridge entry
            /schedules/sched_bdab65e2dab290db17aff0d9636dd21c?tab=executions&page=forged | no longer known
            /schedules/sched_bdab65e2dab290db17aff0d9636dd21c?tab=changes | Created
            /schedules/sched_bdab65e2dab290db17aff0d9636dd21c?tab=changes&open=1 | Show the definition
            /schedules/sched_bdab65e2dab290db17aff0d9636dd21c?tab=changes&page=forged | no longer known
            /schedules?label=team:golf                    | 0 of 4 match
            /schedules?group=default&label=team:golf      | No schedule matches
            /schedules?group=default&name_prefix=night    | 1 of 1 match
            /schedules/sched_0                            | There is no schedule with the id
            /schedules/sched_bdab65e2dab290db17aff0d9636dd21c/edit | At 06:00, every day
            /schedules?group=default                      | 4 of 4 match
            /groups                                       | A group is paused with one write
            /groups/default                               | 3 active, 1 paused.
            /groups/default?tab=changes                   | Created
            /groups/default?tab=changes&of=group          | No change of the last 90 days
            /groups/unknown                               | There is no group with the name
            /groups/NoSuch                                | All groups
            /schedules?group=nosuch                       | Clear the filters
            /new                                          | The next ten firings appear here
            /new?starter=summary                          | At 00:00, on Sunday
            /new?starter=__proto__                        | The next ten firings appear here
            /new?starter=weekdays&view=json               | "schedule_expression"
            /time                                         | Inject a fault
            /time?topic=dead-letters                      | No dead letter
            /nowhere                                      | There is no such page
            /schedules/%E0%A4                             | There is no such page
            """)
    void each_address_shows_its_screen_wide_and_narrow_light_and_dark(String address, String text) {
        page.size(1280, 800).media("prefers-color-scheme", "light");
        // Another document first, because a change of the fragment alone would not load the page.
        page.go("about:blank").go(runtime.uri() + "/#" + address);
        shows(address, text);
        page.size(375, 800).media("prefers-color-scheme", "dark");
        shows(address + ", narrow", text);
        assertThat(undocumented(page)).isEmpty();
    }

    private void shows(String where, String text) {
        if (text.startsWith("\"")) {
            page.until("document.querySelector('textarea').value.includes('schedule_expression')");
        } else {
            page.untilText(text);
        }
        check(page, where);
    }
}
