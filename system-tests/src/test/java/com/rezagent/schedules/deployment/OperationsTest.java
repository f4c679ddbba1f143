package com.rezagent.schedules.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.testing.Repository;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares docs/operations.md with the template. */
class OperationsTest {
    private static final Pattern NAME = Pattern.compile("rez-agent-[a-z0-9-]+-(?:dev|prod|\\{stage})");

    @Test
    void every_resource_name_in_the_document_is_in_the_template() throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher name = NAME.matcher(operations());
        while (name.find()) {
            named.add(name.group().replaceFirst("-(prod|\\{stage})$", "-dev"));
        }

        DeployedStage dev = DeployedStage.of("dev");
        Set<String> defined = new TreeSet<>();
        dev.template()
                .resources()
                .properties()
                .forEach(it -> it.getValue().path("Properties").properties().forEach(property -> {
                    if (property.getKey().endsWith("Name")) {
                        defined.add(dev.resolve(property.getValue()).asText().replaceFirst(".*/", ""));
                    }
                }));
        // The stack's name is defined in samconfig.toml; it equals the schedules table's name.
        assertThat(defined).contains("rez-agent-schedules-dev");
        assertThat(named).isSubsetOf(defined).hasSizeGreaterThan(8);
    }

    /** Unexpected behaviour of AWS that the document explains, with the command that helps. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    concurrency 0 drops events                  | **immediately, without a retry**,        | aws lambda delete-function-concurrency
                    an alarm that rolls back the fix            | A rollout without alarms                | --alarm-configuration enabled=false
                    the previous version                        | without a canary                        | DeploymentType=AllAtOnce
                    an alias that was moved manually            | Before the next deploy                  | aws lambda update-alias
                    a deleted snapshot                          | 14 days without an invocation           | aws lambda wait published-version-active
                    a first deploy that cannot roll back        | ROLLBACK_FAILED                         | --no-deletion-protection-enabled
                    topics of another region                    | same account and region                 | aws sns list-topics
                    a redeploy after a rolled-back canary       | change a setting                        | LogLevel=DEBUG
                    accumulating versions                       | every deploy keeps a version            | aws lambda delete-function --function-name
                    a deploy after a stopped deployment         | UPDATE_ROLLBACK_IN_PROGRESS             | aws cloudformation wait stack-rollback-complete
                    """)
    void unexpected_aws_behaviour_is_documented_with_a_command(String what, String text, String command)
            throws IOException {
        assertThat(operations().replace('\n', ' ')).as(what).contains(text).contains(command);
    }

    private static String operations() throws IOException {
        return Repository.text("docs/operations.md");
    }
}
