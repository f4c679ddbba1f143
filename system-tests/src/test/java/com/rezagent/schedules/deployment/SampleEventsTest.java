package com.rezagent.schedules.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.config.SchedulerEnvironment;
import com.rezagent.schedules.config.WebApiEnvironment;
import com.rezagent.schedules.local.http.GatewayRoutes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The input of {@code sam local}: events and environment match the template, and the functions accept them. */
class SampleEventsTest {
    private final DeployedStage local = DeployedStage.of("local");

    @Test
    void api_events_cover_every_route_of_the_template() {
        Set<String> keys = new TreeSet<>();
        local.ofType("AWS::ApiGatewayV2::Route")
                .values()
                .forEach(it -> keys.add(it.path("RouteKey").textValue()));
        Set<String> used = new TreeSet<>();
        SampleEvents.all().forEach((name, event) -> {
            if (name.startsWith("api-")) {
                String key = GatewayRoutes.select(
                        event.path("requestContext").path("http").path("method").textValue(),
                        event.path("rawPath").textValue());
                assertThat(event.path("routeKey").textValue()).as(name).isEqualTo(key);
                assertThat(event.path("requestContext").path("routeKey").textValue())
                        .as(name)
                        .isEqualTo(key);
                used.add(key);
            }
        });
        assertThat(used).isEqualTo(keys);
    }

    @Test
    void events_of_sns_come_from_the_topics_of_commands_and_of_reports() {
        SampleEvents.all()
                .forEach((name, event) -> event.path("Records").forEach(record -> {
                    String topic = local.arn(
                                    name.startsWith("report") ? "ExecutionReportsTopic" : "ScheduleCreationTopic")
                            .replace(DeployedStage.ACCOUNT, "000000000000");
                    assertThat(record.path("Sns").path("TopicArn").textValue())
                            .as(name)
                            .isEqualTo(topic);
                    assertThat(record.path("EventSubscriptionArn").textValue())
                            .as(name)
                            .startsWith(topic + ":");
                }));
    }

    /** A message id that was seen before would be a redelivery, which changes nothing. */
    @Test
    void each_event_of_sns_has_its_own_message_id() {
        List<String> ids = SampleEvents.all().values().stream()
                .flatMap(it -> it.path("Records").findValuesAsText("MessageId").stream())
                .toList();

        assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void the_environment_sets_exactly_the_variables_that_functions_read() {
        ObjectNode file = SampleEvents.read(SampleEvents.ENVIRONMENT);

        assertThat(names(file)).containsExactlyInAnyOrder("WebApiFunction", "SchedulerFunction");
        assertThat(names(file.path("WebApiFunction"))).isEqualTo(withEndpoint(WebApiEnvironment.variables()));
        assertThat(names(file.path("SchedulerFunction"))).isEqualTo(withEndpoint(SchedulerEnvironment.variables()));
    }

    /** {@code sam local} ignores variables that the template does not declare. */
    @Test
    void the_template_declares_every_variable_of_the_environment() {
        ObjectNode file = SampleEvents.read(SampleEvents.ENVIRONMENT);
        for (String function : names(file)) {
            assertThat(names(local.template().resources().path(function).at("/Properties/Environment/Variables")))
                    .isEqualTo(names(file.path(function)));
        }
    }

    @Test
    void the_functions_accept_the_environment_of_stage_local() {
        assertThatCode(() -> WebApiEnvironment.read(environment("WebApiFunction")))
                .doesNotThrowAnyException();
        SchedulerEnvironment scheduler = SchedulerEnvironment.read(environment("SchedulerFunction"));

        assertThat(scheduler.stage().stage().stage()).isEqualTo("local");
        assertThat(scheduler.timeout().toSeconds())
                .isEqualTo(local.properties("SchedulerFunction").path("Timeout").intValue());
    }

    /** The resource names equal those of the template, so that an emulator is set up like a stage. */
    @Test
    void the_environment_equals_the_template_resolved_for_stage_local() {
        for (String function : Set.of("WebApiFunction", "SchedulerFunction")) {
            Map<String, String> file = environment(function);
            Map<String, String> template = new HashMap<>(local.environment(function));
            template.replaceAll((name, value) -> value.replace(DeployedStage.ACCOUNT, "000000000000"));
            template.put("AWS_ENDPOINT_URL", file.get("AWS_ENDPOINT_URL"));
            template.computeIfPresent(
                    "FUNCTION_DEAD_LETTER_QUEUE_URL",
                    (name, value) ->
                            value.replace("https://sqs.us-east-1.amazonaws.com", file.get("AWS_ENDPOINT_URL")));

            assertThat(file).isEqualTo(template);
        }
    }

    @Test
    void the_emulator_url_is_the_docker_host() {
        assertThat(environment("WebApiFunction").get("AWS_ENDPOINT_URL"))
                .isEqualTo("http://host.docker.internal:4566")
                .isEqualTo(environment("SchedulerFunction").get("AWS_ENDPOINT_URL"));
    }

    private static Map<String, String> environment(String function) {
        Map<String, String> environment = new HashMap<>();
        SampleEvents.read(SampleEvents.ENVIRONMENT)
                .path(function)
                .properties()
                .forEach(it -> environment.put(it.getKey(), it.getValue().textValue()));
        return environment;
    }

    private static Set<String> withEndpoint(Set<String> variables) {
        Set<String> all = new TreeSet<>(variables);
        all.add("AWS_ENDPOINT_URL");
        return all;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
