package com.rezagent.schedules.local;

import com.rezagent.schedules.expression.Timezones;
import com.rezagent.schedules.local.console.Console;
import com.rezagent.schedules.local.system.LocalSettings;
import java.net.URI;

/**
 * Startup output: the URLs of the API and the dashboard, the clock, the data location, the timezone data version and three example commands.
 */
final class Banner {
    private Banner() {}

    static void show(LocalRuntime runtime, LocalSettings settings, Console console) {
        URI api = runtime.uri();
        console.line("The API is at " + api + "/api/schedules");
        console.line("The dashboard is at " + api + "/");
        console.line("The clock (" + settings.speed().text() + ") is at "
                + runtime.system().clock().instant() + "; "
                + settings.data()
                        .map(it -> "all data is stored in " + it + ".")
                        .orElse("all data is in memory and is lost on exit."));
        console.line("Local times use timezone data " + Timezones.dataVersion() + " of the JDK.");
        console.line("");
        console.line("Try:");
        console.line("  curl -s " + api + "/api/schedules -H 'Content-Type: application/json' -d '{\"name\":\"hello\","
                + "\"schedule_expression\":\"rate(1 minute)\",\"target_type\":\"notification\","
                + "\"payload\":{\"message\":\"Hello\"}}'");
        console.line("  curl -s " + api + "/local/clock -d '{\"advance\":\"PT1H\"}'");
        console.line("  curl -s " + api + "/local/topics/notifications/messages");
        console.line("");
        console.line("Each command, firing and published message is logged below. Press Ctrl-C to stop.");
        console.flush();
    }
}
