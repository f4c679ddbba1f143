package com.rezagent.schedules.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/operations.md, held against the template. */
class OperationsTest {
    private static final Pattern NAME = Pattern.compile("rez-agent-[a-z0-9-]+-(?:dev|prod|\\{stage})");

    @Test
    void every_name_in_a_command_is_one_that_the_template_gives() throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher name = NAME.matcher(operations());
        while (name.find()) {
            named.add(name.group().replaceFirst("-(prod|\\{stage})$", "-dev"));
        }

        DeployedStage dev = DeployedStage.of("dev");
        Set<String> given = new TreeSet<>();
        dev.template()
                .resources()
                .properties()
                .forEach(it -> it.getValue().path("Properties").properties().forEach(property -> {
                    if (property.getKey().endsWith("Name")) {
                        given.add(dev.resolve(property.getValue()).asText().replaceFirst(".*/", ""));
                    }
                }));
        // A stack is named in samconfig.toml, and as its tables are.
        assertThat(given).contains("rez-agent-schedules-dev");
        assertThat(named).isSubsetOf(given).hasSizeGreaterThan(8);
    }

    /** What AWS does that nobody expects, each with the command that helps. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    concurrency 0 keeps nothing back            | goes **at once, without a retry**, into | aws lambda delete-function-concurrency
                    an alarm that stops the very fix            | A rollout without alarms                | --alarm-configuration enabled=false
                    the version before                          | without a canary                        | DeploymentType=AllAtOnce
                    an alias that was moved by hand             | Before the next deploy                  | aws lambda update-alias
                    a snapshot that was deleted                 | 14 days without an invocation           | aws lambda wait published-version-active
                    a first deploy that can't roll back         | ROLLBACK_FAILED                         | --no-deletion-protection-enabled
                    topics of another region                    | same account and region                 | aws sns list-topics
                    a redeploy after a canary was rolled back   | change a setting                        | LogLevel=DEBUG
                    versions that pile up                       | each deploy keeps a version             | aws lambda delete-function --function-name
                    a deploy after a stopped one                | UPDATE_ROLLBACK_IN_PROGRESS             | aws cloudformation wait stack-rollback-complete
                    """)
    void what_aws_does_unexpectedly_is_said_with_the_command_that_helps(String what, String said, String command)
            throws IOException {
        assertThat(operations().replace('\n', ' ')).as(what).contains(said).contains(command);
    }

    private static String operations() throws IOException {
        return Files.readString(Template.root().resolve("docs/operations.md"));
    }
}
