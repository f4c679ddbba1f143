package com.rezagent.schedules.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;

/**
 * A runtime and a page for each test. After each test the console must be free of errors, warnings and violations of the
 * content security policy, and each call must be one that openapi.json documents.
 */
abstract class DashboardPageSession extends DashboardSession {
    /** The button that confirms a dialog. */
    static final String CONFIRM = "dialog .buttons.end button:last-child";

    @AutoClose
    BrowserPage page;

    @BeforeEach
    final void start() {
        startRuntime();
        page = browser.open().size(1280, 860).timezone("Europe/Berlin");
    }

    @AfterEach
    final void nothing_went_wrong() {
        assertThat(page.problems()).isEmpty();
        assertThat(undocumented(page)).isEmpty();
    }

    final void go(String hash) {
        page.go(runtime.uri() + "/" + hash);
    }

    /** Makes the page read at once what it would read within seconds. */
    final void readAgain() {
        page.eval("dispatchEvent(new Event('dashboard:changed'))");
    }

    final String text(String javaScript) {
        return page.eval(javaScript).asText();
    }
}
