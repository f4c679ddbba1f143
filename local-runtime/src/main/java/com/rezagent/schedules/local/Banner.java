package com.rezagent.schedules.local;

import com.rezagent.schedules.expression.Timezones;
import com.rezagent.schedules.local.console.Terminal;
import java.net.URI;

/** What a newcomer reads first: where the API is, which timezone data it has, and three lines to try. */
final class Banner {
    private Banner() {}

    static void show(LocalRuntime runtime, LocalSettings settings, Terminal terminal) {
        URI api = runtime.uri();
        terminal.line("rez-agent schedules is at " + api + "/api/schedules");
        terminal.line("The clock (" + settings.pace().text() + ") shows "
                + runtime.system().clock().instant() + "; "
                + settings.data()
                        .map(it -> "everything is kept in " + it + ".")
                        .orElse("everything is kept in memory and gone when this ends."));
        terminal.line("Local times are computed by timezone data " + Timezones.dataVersion() + ", which is the JDK's.");
        terminal.line("");
        terminal.line("Try:");
        terminal.line("  curl -s " + api + "/api/schedules -H 'Content-Type: application/json' -d '{\"name\":\"hello\","
                + "\"schedule_expression\":\"rate(1 minute)\",\"target_type\":\"notification\","
                + "\"payload\":{\"message\":\"Hello\"}}'");
        terminal.line("  curl -s " + api + "/local/clock -d '{\"advance\":\"PT1H\"}'");
        terminal.line("  curl -s " + api + "/local/topics/notifications/messages");
        terminal.line("");
        terminal.line("From here on, one line for each command, firing and published message. Ctrl-C stops it.");
        terminal.flush();
    }
}
