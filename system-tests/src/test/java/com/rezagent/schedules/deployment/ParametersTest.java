package com.rezagent.schedules.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.testing.Repository;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The template's parameters and rules: what CloudFormation rejects before it changes anything. */
class ParametersTest {
    private static final Pattern OVERRIDE = Pattern.compile("\"([A-Z][A-Za-z]+)=([^\" ]*)\"");

    private final DeployedStage dev = DeployedStage.of("dev");

    @Test
    void every_parameter_has_a_description_and_a_constraint() {
        dev.template().parameters().properties().forEach(it -> {
            JsonNode parameter = it.getValue();
            assertThat(parameter.has("Description")).as(it.getKey()).isTrue();
            assertThat(parameter.path("ConstraintDescription").asText())
                    .as(it.getKey())
                    .startsWith("must be ");
            assertThat(parameter.has("AllowedPattern") || parameter.has("AllowedValues") || parameter.has("MinValue"))
                    .as(it.getKey())
                    .isTrue();
        });
        assertThat(dev.template().parameters().path("Stage").has("Default")).isFalse();
    }

    @Test
    void every_default_is_allowed() {
        dev.template().parameters().properties().forEach(it -> {
            if (it.getValue().has("Default")) {
                assertThat(accepts(it.getKey(), it.getValue().path("Default").asText()))
                        .as(it.getKey())
                        .isTrue();
            }
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    Stage                    | dev, stage, prod, team-a1          | Dev, 1st, local, a_b, abcdefghijklmnopq
                    JwtIssuer                | https://id.example.com/, https://id.example.com:8443/realm | http://id.example.com, id.example.com
                    WebActionsTopicArn       | arn:aws:sns:eu-west-1:123456789012:web-actions | arn:aws:sqs:eu-west-1:123456789012:a, arn:aws:sns:eu-west-1:1234:a, a.fifo, arn:aws:sns:eu-west-1:123456789012:a.fifo
                    NotificationsTopicArn    | arn:aws:sns:eu-west-1:123456789012:n | notifications
                    ScheduleCreationTopicArn | arn:aws-us-gov:sns:us-gov-west-1:123456789012:c | arn:aws:sns:::c
                    CustomTopicArns          | arn:aws:sns:eu-west-1:123456789012:a | custom
                    TopicKeyArns             | arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab | alias/aws/sns
                    CommandPublisherArns     | arn:aws:iam::123456789012:role/robots/booker | arn:aws:iam::123456789012:user/ann, *
                    ReporterArns             | arn:aws:iam::123456789012:role/robots/booker, arn:aws:iam::210987654321:root | arn:aws:iam::123456789012:user/ann, 123456789012, *
                    CorsOrigins              | https://app.example.com, http://localhost:5173 | *, app.example.com, https://app.example.com/path
                    EndpointUrl              | http://localhost:4566, https://localstack.example.com | localhost:4566, http://a/b
                    AlarmEmail               | ops@example.com                    | ops, ops@
                    DynamicSchedules         | enabled, read-only, disabled       | on, READ-ONLY
                    """)
    void constraints_accept_valid_values_and_reject_invalid_ones(String parameter, String valid, String invalid) {
        Arrays.stream(valid.split(", "))
                .forEach(it -> assertThat(accepts(parameter, it)).as(it).isTrue());
        Arrays.stream(invalid.split(", "))
                .forEach(it -> assertThat(accepts(parameter, it)).as(it).isFalse());
    }

    private boolean accepts(String parameter, String value) {
        JsonNode declared = dev.template().parameters().path(parameter);
        if (declared.has("AllowedValues")) {
            return DeployedStage.texts(declared.path("AllowedValues")).contains(value);
        }
        if (declared.has("MaxLength")
                && value.length() > declared.path("MaxLength").intValue()) {
            return false;
        }
        return !declared.has("AllowedPattern")
                || Pattern.matches(declared.path("AllowedPattern").textValue(), value);
    }

    @Test
    void custom_topics_are_comma_separated_and_limited_by_the_environment_size() {
        String topic = "arn:aws:sns:eu-west-1:123456789012:rez-agent-custom-topic-of-a-customer-0";

        assertThat(accepts("CustomTopicArns", topic + "," + topic)).isTrue();
        assertThat(accepts("CustomTopicArns", topic + ", " + topic)).isFalse();
        assertThat(accepts("CustomTopicArns", topic + ",")).isFalse();
        assertThat(accepts("CustomTopicArns", String.join(",", Collections.nCopies(20, topic))))
                .isTrue();
        assertThat(accepts("CustomTopicArns", String.join(",", Collections.nCopies(30, topic))))
                .isFalse();
        assertThat(dev.template()
                        .parameters()
                        .at("/CustomTopicArns/ConstraintDescription")
                        .textValue())
                .contains("at most 1800 characters")
                .contains("4 KB of environment");
    }

    @Test
    void two_rules_require_jwt_issuer_and_audience_together() {
        JsonNode rules = dev.template().section("Rules");

        assertThat(rules.at("/JwtIssuerHasAudience/Assertions/0/AssertDescription")
                        .asText())
                .contains("JwtAudience must be given");
        assertThat(rules.at("/JwtAudienceHasIssuer/Assertions/0/AssertDescription")
                        .asText())
                .contains("JwtIssuer must be given");
    }

    @Test
    void the_template_accepts_the_parameters_of_every_stage_in_samconfig() throws IOException {
        String samconfig = Repository.text("samconfig.toml");

        for (String stage : Set.of("dev", "stage", "prod")) {
            String section = samconfig.substring(samconfig.indexOf("[" + stage + ".deploy.parameters]"));
            section = section.substring(0, section.indexOf("\n\n"));
            assertThat(section)
                    .contains("stack_name = \"rez-agent-schedules-" + stage + "\"")
                    .contains("\"Stage=" + stage + "\"")
                    .contains("CAPABILITY_NAMED_IAM")
                    .contains("resolve_s3 = true");
            Matcher override = OVERRIDE.matcher(section);
            while (override.find()) {
                assertThat(dev.template().parameters().has(override.group(1)))
                        .as(override.group())
                        .isTrue();
                assertThat(accepts(override.group(1), override.group(2)))
                        .as(override.group())
                        .isTrue();
            }
        }
    }

    @Test
    void every_parameter_is_in_a_parameter_group() {
        Set<String> grouped = new TreeSet<>();
        dev.template()
                .section("Metadata")
                .at("/AWS::CloudFormation::Interface/ParameterGroups")
                .forEach(group -> grouped.addAll(DeployedStage.texts(group.path("Parameters"))));
        Set<String> all = new TreeSet<>();
        dev.template().parameters().fieldNames().forEachRemaining(all::add);

        assertThat(grouped).isEqualTo(all);
    }

    @Test
    void every_resource_name_ends_with_the_stage() {
        for (String id : dev.template().resourceIds()) {
            JsonNode properties = dev.template().resources().path(id).path("Properties");
            for (String field : Set.of(
                    "TopicName", "QueueName", "TableName", "FunctionName", "RoleName", "LogGroupName", "AlarmName")) {
                if (properties.has(field) && !properties.path(field).has("Ref")) {
                    assertThat(dev.resolve(properties.path(field)).asText())
                            .as(id)
                            .endsWith("-dev");
                }
            }
        }
        assertThat(Map.of("group", dev.resourceName("ScheduleGroup")))
                .containsEntry("group", "rez-agent-schedules-dev");
    }
}
