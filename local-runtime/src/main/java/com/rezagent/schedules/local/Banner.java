package com.rezagent.schedules.local;

import com.rezagent.schedules.expression.Timezones;
import com.rezagent.schedules.local.console.Console;
import java.net.URI;

/** What a newcomer reads first: where the API is, which timezone data it has, and three lines to try. */
final class Banner {
    private Banner() {}

    static void show(LocalRuntime runtime, LocalSettings settings, Console console) {
        URI api = runtime.uri();
        console.line("rez-agent schedules is at " + api + "/api/schedules");
        console.line("The clock (" + settings.speed().text() + ") shows "
                + runtime.system().clock().instant() + "; "
                + settings.data()
                        .map(it -> "everything is kept in " + it + ".")
                        .orElse("everything is kept in memory and gone when this ends."));
        console.line("Local times are computed by timezone data " + Timezones.dataVersion() + ", which is the JDK's.");
        console.line("");
        console.line("Try:");
        console.line("  curl -s " + api + "/api/schedules -H 'Content-Type: application/json' -d '{\"name\":\"hello\","
                + "\"schedule_expression\":\"rate(1 minute)\",\"target_type\":\"notification\","
                + "\"payload\":{\"message\":\"Hello\"}}'");
        console.line("  curl -s " + api + "/local/clock -d '{\"advance\":\"PT1H\"}'");
        console.line("  curl -s " + api + "/local/topics/notifications/messages");
        console.line("");
        console.line("From here on, one line for each command, firing and published message. Ctrl-C stops it.");
        console.flush();
    }
}
