package com.rezagent.schedules.local.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.local.LocalRuntime;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.console.UsageErrorHandler;
import com.rezagent.schedules.local.smoke.StageProxy.Layer;
import com.rezagent.schedules.local.smoke.StageProxy.Response;
import com.rezagent.schedules.local.system.LocalSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command line of {@code smoke}. */
class SmokeCommandTest {
    /** A stage with a JwtIssuer: API Gateway accepts a token and returns 401 otherwise. */
    private static final Layer TOKENS =
            (request, upstream) -> request.header("authorization").equals("Bearer sesame")
                            || request.path().startsWith("/local/")
                    ? upstream.send(request)
                    : Response.of(401, "{\"message\":\"Unauthorized\"}");

    private record Result(int code, String out, String err) {}

    private static Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(new SmokeCommand())
                .setParameterExceptionHandler(new UsageErrorHandler())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Result(code, out.toString(), err.toString());
    }

    @Test
    void shows_progress_and_a_table_and_sends_the_token_of_the_token_command() {
        try (LocalRuntime runtime = LocalRuntime.start(
                        LocalSettings.inMemory()
                                .withSpeed(ClockSpeed.MANUAL)
                                .withStart(Instant.parse("2025-11-06T20:00:00Z")),
                        0);
                StageProxy stage = new StageProxy(runtime.uri(), TOKENS)) {
            Result passed = run("--stage-url", stage.uri() + "/", "--token-command", "echo sesame");

            assertThat(passed.code()).as(passed.out() + passed.err()).isZero();
            assertThat(passed.err()).isEmpty();
            assertThat(passed.out())
                    .contains("waiting cron at the next minute")
                    .contains("step  ")
                    .contains("delete leaves nothing behind       passed");

            Result refused = run("--stage-url", stage.uri().toString());
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("--token-command").hasLineCount(1);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --nonsense                                                              | --stage-url
                    --stage-url=https://a --nonsense                                        | --nonsense
                    --stage-url=x                                                           | --stage-url must be a URL like https://
                    --stage-url=ftp://a.example.com                                         | --stage-url must be a URL like https://
                    --stage-url=https://                                                    | --stage-url must be a URL like https://
                    --stage-url=https://a.example.com/?b=c                                  | without a query
                    --stage-url=https://ann:secret@a.example.com                            | --stage-url must be a URL like https://
                    --stage-url=http://a.example.com                                        | must start with https
                    --stage-url=https://a.example.com                                       | set it with --region
                    --stage-url=https://a.example.com --no-sign --region=us-east-1          | --no-sign cannot be combined
                    --stage-url=https://a.example.com --no-sign --token-command=x           | --token-command cannot be combined
                    --stage-url=https://a.example.com --token-command=false                 | --token-command failed with exit code 1
                    --stage-url=https://a.example.com --token-command=true                  | must print only the token
                    --stage-url=https://a.example.com --region=us-east-1 --profile=no-such-profile-of-mine | No AWS credentials were found
                    --stage-url=https://no-such-host.invalid --no-sign                      | Unknown host no-such-host.invalid
                    """)
    void an_invalid_argument_prints_one_sentence_and_exits_with_code_2(String arguments, String expected) {
        Result result = run(arguments.split(" "));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .contains(expected)
                .doesNotContain("secret")
                .endsWith(".");
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2026-11-07T03:18:00Z, 03:18:00Z  x", "2026-11-07T03:16:45.9Z, 03:16:45Z  x"})
    void a_progress_line_starts_with_the_time_in_utc_with_seconds(Instant time, String line) {
        assertThat(SmokeCommand.progressLine(time, "x")).isEqualTo(line);
    }

    @Test
    void help_lists_every_option_and_the_exit_codes() {
        Result result = run("--help");

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("--stage-url", "--profile", "--region", "--token-command", "--no-sign", "--keep")
                .contains("Exit code 0");
    }
}
