package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.expression.Timezones;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.console.Console;
import com.rezagent.schedules.local.system.LocalSettings;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BannerTest {
    @Test
    void shows_the_api_url_the_timezone_data_version_and_three_curl_examples() {
        LocalSettings settings =
                LocalSettings.inMemory().withSpeed(ClockSpeed.MANUAL).withStart(Instant.parse("2025-11-06T20:00:00Z"));
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (LocalRuntime runtime = LocalRuntime.start(settings, 0)) {
            Banner.show(runtime, settings, new Console(output));
            URI api = runtime.uri();

            List<String> lines = output.toString(StandardCharsets.UTF_8).lines().toList();
            assertThat(lines).first().asString().endsWith(api + "/api/schedules");
            assertThat(lines).anyMatch(it -> it.contains("timezone data " + Timezones.dataVersion()));
            assertThat(lines)
                    .filteredOn(it -> it.startsWith("  curl -s " + api))
                    .hasSize(3);
        }
    }
}
