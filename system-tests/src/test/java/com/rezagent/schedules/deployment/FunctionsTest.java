package com.rezagent.schedules.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.config.SchedulerEnvironment;
import com.rezagent.schedules.config.WebApiEnvironment;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.system.LocalStage;
import com.rezagent.schedules.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the template's two functions with their code. */
class FunctionsTest {
    /** Read by the SDK itself. */
    private static final String ENDPOINT = "AWS_ENDPOINT_URL";

    private static final Pattern PARAMETER = Pattern.compile("\\$\\{([A-Za-z]+)}");

    private final DeployedStage dev = DeployedStage.of("dev");

    @ParameterizedTest
    @ValueSource(strings = {"WebApiFunction", "SchedulerFunction"})
    void the_handler_is_a_class_that_lambda_can_instantiate(String function) throws ReflectiveOperationException {
        Class<?> handler =
                Class.forName(dev.properties(function).path("Handler").textValue());

        assertThat(RequestStreamHandler.class).isAssignableFrom(handler);
        assertThat(handler.getConstructor().getParameterCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"WebApiFunction", "SchedulerFunction"})
    void the_code_is_the_jar_built_by_maven_and_contains_the_handler(String function) throws IOException {
        JsonNode properties = dev.properties(function);
        String code = properties.path("CodeUri").textValue();
        Path module = Repository.ROOT.resolve(code).getParent().getParent();

        assertThat(code).isEqualTo(module.getFileName() + "/target/" + module.getFileName() + "-lambda.jar");
        assertThat(Files.readString(module.resolve("pom.xml")))
                .contains("<outputFile>${project.build.directory}/${project.artifactId}-lambda.jar</outputFile>");
        assertThat(dev.template()
                        .resources()
                        .path(function)
                        .at("/Metadata/SkipBuild")
                        .booleanValue())
                .isTrue();
        Path jar = Repository.ROOT.resolve(code);
        // Unit tests run before the jars are packaged; FunctionsUnderLambdaIT runs afterwards.
        if (Files.exists(jar)) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                String name = properties.path("Handler").textValue().replace('.', '/') + ".class";
                assertThat(zip.getEntry(name)).as(name).isNotNull();
            }
        }
    }

    @Test
    void the_template_sets_exactly_the_variables_that_the_code_reads() {
        assertThat(declared("WebApiFunction")).isEqualTo(withEndpoint(WebApiEnvironment.variables()));
        assertThat(declared("SchedulerFunction")).isEqualTo(withEndpoint(SchedulerEnvironment.variables()));
    }

    private Set<String> declared(String function) {
        Set<String> names = new TreeSet<>();
        dev.template()
                .resources()
                .path(function)
                .at("/Properties/Environment/Variables")
                .fieldNames()
                .forEachRemaining(names::add);
        return names;
    }

    private static Set<String> withEndpoint(Set<String> read) {
        Set<String> all = new TreeSet<>(read);
        all.add(ENDPOINT);
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "stage", "prod", "team-a1"})
    void the_functions_accept_the_environment_of_every_stage(String stage) {
        DeployedStage deployed = DeployedStage.of(stage);

        assertThatCode(() -> WebApiEnvironment.read(deployed.environment("WebApiFunction")))
                .doesNotThrowAnyException();
        SchedulerEnvironment environment = SchedulerEnvironment.read(deployed.environment("SchedulerFunction"));
        assertThat(environment.stage().stage().stage()).isEqualTo(stage);
        assertThat(environment.stage().stage().custom()).isEmpty();
    }

    @Test
    void the_endpoint_url_is_set_only_if_the_parameter_is() {
        assertThat(dev.environment("WebApiFunction")).doesNotContainKey(ENDPOINT);
        assertThat(DeployedStage.of(Map.of("Stage", "dev", "EndpointUrl", "http://localhost:4566"))
                        .environment("SchedulerFunction"))
                .containsEntry(ENDPOINT, "http://localhost:4566");
    }

    @Test
    void both_functions_receive_existing_and_custom_topics() {
        Map<String, String> given = Map.of(
                "Stage", "dev",
                "ScheduleCreationTopicArn", "arn:aws:sns:us-east-1:111122223333:creation",
                "WebActionsTopicArn", "arn:aws:sns:us-east-1:111122223333:web-actions",
                "NotificationsTopicArn", "arn:aws:sns:us-east-1:111122223333:notifications",
                "CustomTopicArns", "arn:aws:sns:us-east-1:111122223333:a,arn:aws:sns:us-east-1:111122223333:b");
        DeployedStage deployed = DeployedStage.of(given);

        for (String function : Set.of("WebApiFunction", "SchedulerFunction")) {
            assertThat(deployed.environment(function))
                    .containsEntry("SCHEDULE_CREATION_TOPIC_ARN", given.get("ScheduleCreationTopicArn"))
                    .containsEntry("WEB_ACTIONS_TOPIC_ARN", given.get("WebActionsTopicArn"))
                    .containsEntry("NOTIFICATIONS_TOPIC_ARN", given.get("NotificationsTopicArn"))
                    .containsEntry("CUSTOM_TOPIC_ARNS", given.get("CustomTopicArns"));
        }
        assertThat(deployed.ofType("AWS::SNS::Topic")).containsOnlyKeys("AlarmsTopic", "ExecutionReportsTopic");
    }

    @Test
    void constructed_arns_match_the_resource_names() {
        Map<String, String> scheduler = dev.environment("SchedulerFunction");

        assertThat(scheduler.get("SCHEDULER_FUNCTION_ARN"))
                .isEqualTo(dev.arn("SchedulerFunction") + ":" + alias())
                .isEqualTo(dev.properties("EngineRole")
                        .at("/Policies/0/PolicyDocument/Statement/0/Resource")
                        .textValue());
        assertThat(dev.properties("WebApiIntegration").path("IntegrationUri").textValue())
                .endsWith("/functions/" + dev.arn("WebApiFunction") + ":" + alias() + "/invocations");
        assertThat(scheduler.get("SCHEDULES_TABLE")).isEqualTo("rez-agent-schedules-dev");
        assertThat(scheduler.get("EXECUTIONS_TABLE")).isEqualTo("rez-agent-schedule-executions-dev");
        assertThat(scheduler.get("RESOURCES_TABLE")).isEqualTo("rez-agent-schedule-resources-dev");
        assertThat(scheduler.get("CHANGES_TABLE")).isEqualTo("rez-agent-schedule-changes-dev");
        assertThat(scheduler.get("SCHEDULE_CREATION_TOPIC_ARN")).endsWith(":rez-agent-schedule-creation-dev");
        assertThat(scheduler.get("WEB_ACTIONS_TOPIC_ARN")).endsWith(":rez-agent-web-actions-dev");
        assertThat(scheduler.get("NOTIFICATIONS_TOPIC_ARN")).endsWith(":rez-agent-notifications-dev");
        assertThat(scheduler.get("REPORTS_TOPIC_ARN"))
                .endsWith(":rez-agent-execution-reports-dev")
                .isEqualTo(dev.environment("WebApiFunction").get("REPORTS_TOPIC_ARN"));
    }

    private String alias() {
        return dev.template()
                .section("Globals")
                .at("/Function/AutoPublishAlias")
                .textValue();
    }

    @Test
    void the_timeout_variable_equals_the_function_timeout() {
        assertThat(dev.environment("SchedulerFunction").get("FUNCTION_TIMEOUT_SECONDS"))
                .isEqualTo(dev.properties("SchedulerFunction").path("Timeout").asText());
        assertThat(dev.environment("SchedulerFunction").get("FUNCTION_TIMEOUT_SECONDS"))
                .as("of the local runtime")
                .isEqualTo(String.valueOf(LocalStage.SCHEDULER_TIMEOUT.toSeconds()));
        assertThat(dev.properties("WebApiFunction").path("Timeout").intValue())
                .as("of the local runtime")
                .isEqualTo(LocalStage.WEB_API_TIMEOUT.toSeconds());
        // The longest wait that a caller may request, plus the time of the request itself.
        assertThat(dev.properties("WebApiFunction").path("Timeout").intValue()).isBetween(15, 29);
    }

    @Test
    void both_functions_use_java_25_on_arm64_with_snapstart() {
        JsonNode globals = dev.template().section("Globals").path("Function");

        assertThat(globals.path("Runtime").textValue()).isEqualTo("java25");
        assertThat(globals.path("Architectures").path(0).textValue()).isEqualTo("arm64");
        assertThat(globals.path("SnapStart").path("ApplyOn").textValue()).isEqualTo("PublishedVersions");
        assertThat(globals.path("AutoPublishAliasAllProperties").booleanValue()).isTrue();
        for (String memory : Set.of("WebApiMemory", "SchedulerMemory")) {
            assertThat(dev.template().parameters().path(memory).path("Default").intValue())
                    .isEqualTo(1024);
        }
    }

    @Test
    void both_functions_log_json_to_their_own_group_with_retention() {
        DeployedStage ninetyDays = DeployedStage.of(Map.of("Stage", "dev", "LogRetentionDays", "90"));
        for (String function : Set.of("WebApi", "Scheduler")) {
            JsonNode logging = dev.properties(function + "Function").path("LoggingConfig");
            assertThat(logging.path("LogFormat").textValue()).isEqualTo("JSON");
            // Metrics and audit lines have this level.
            assertThat(logging.path("ApplicationLogLevel").textValue()).isEqualTo("INFO");
            assertThat(logging.path("LogGroup").textValue())
                    .isEqualTo("/aws/lambda/" + dev.resourceName(function + "Function"));
            assertThat(ninetyDays
                            .properties(function + "Logs")
                            .path("RetentionInDays")
                            .asInt())
                    .isEqualTo(90);
        }
        assertThat(ninetyDays
                        .properties("ApiAccessLogs")
                        .path("RetentionInDays")
                        .asInt())
                .isEqualTo(90);
    }

    /** Lambda stops a recursive loop through SNS at the sixteenth invocation; a run over many schedules needs more. */
    @Test
    void the_scheduler_function_allows_recursive_reconcile_runs() {
        assertThat(dev.properties("SchedulerFunction").path("RecursiveLoop").asText())
                .isEqualTo("Allow");
        assertThat(dev.properties("WebApiFunction").has("RecursiveLoop")).isFalse();
    }

    /** Lambda limits the size of the variables as one JSON text. */
    @ParameterizedTest
    @ValueSource(strings = {"WebApiFunction", "SchedulerFunction"})
    void the_longest_allowed_parameters_fit_into_4_kb_of_environment(String function) {
        Map<String, String> longest = new HashMap<>();
        longest.put("Stage", "a".repeat(16));
        longest.put("DynamicSchedules", "read-only");
        for (String parameter : Set.of(
                "ScheduleCreationTopicArn",
                "WebActionsTopicArn",
                "NotificationsTopicArn",
                "CustomTopicArns",
                "EndpointUrl")) {
            longest.put(
                    parameter,
                    "x"
                            .repeat(dev.template()
                                    .parameters()
                                    .path(parameter)
                                    .path("MaxLength")
                                    .intValue()));
        }

        ObjectNode variables = Json.object();
        DeployedStage.of(longest).environment(function).forEach(variables::put);

        // The stage may be in a region with a longer name than us-east-1, so 60 characters stay free.
        assertThat(Json.write(variables).length()).isLessThan(4_096 - 60);
    }

    @Test
    void concurrency_and_tracing_are_parameters() {
        DeployedStage set = DeployedStage.of(Map.of(
                "Stage",
                "dev",
                "WebApiReservedConcurrency",
                "7",
                "SchedulerReservedConcurrency",
                "9",
                "XRay",
                "enabled"));

        assertThat(dev.properties("WebApiFunction").has("ReservedConcurrentExecutions"))
                .isFalse();
        assertThat(set.properties("WebApiFunction")
                        .path("ReservedConcurrentExecutions")
                        .asInt())
                .isEqualTo(7);
        assertThat(set.properties("SchedulerFunction")
                        .path("ReservedConcurrentExecutions")
                        .asInt())
                .isEqualTo(9);
        JsonNode tracing = set.template().section("Globals").path("Function").path("Tracing");
        assertThat(set.resolve(tracing).asText()).isEqualTo("Active");
        assertThat(dev.resolve(tracing).asText()).isEqualTo("PassThrough");
    }

    /** SAM publishes no version for a changed parameter, so {@code DynamicSchedules=disabled} would have no effect. */
    @ParameterizedTest
    @ValueSource(strings = {"WebApi", "Scheduler"})
    void every_change_of_a_function_parameter_publishes_a_version(String function) {
        JsonNode resource = dev.template().resources().path(function + "Function");
        JsonNode properties = resource.path("Properties");
        String settings = "${" + function + "Settings}";
        Set<String> expected = new TreeSet<>();
        expected.addAll(parametersIn(properties.path("Environment")));
        expected.addAll(parametersIn(properties.path("MemorySize")));
        expected.addAll(parametersIn(properties.path("LoggingConfig")));
        expected.add("XRay");

        String content = dev.template()
                .resources()
                .path(function + "Settings")
                .at("/Properties/Content")
                .toString();

        assertThat(expected).contains("Stage", "CustomTopicArns", "ScheduleCreationTopicArn", "EndpointUrl");
        assertThat(expected)
                .allSatisfy(name -> assertThat(content).containsAnyOf("${" + name + "}", "\"" + name + "\""));
        assertThat(properties.path("VersionDescription").path("Fn::Sub").textValue())
                .contains(settings);
        // Lambda publishes no version of an unchanged function, so the description contains the settings' number.
        assertThat(properties.path("Description").path("Fn::Sub").textValue()).contains(settings);
        Matcher mentioned = PARAMETER.matcher(content);
        while (mentioned.find()) {
            assertThat(expected).contains(mentioned.group(1));
        }
    }

    /** Returns the parameters that a node depends on, directly or through conditions. */
    private Set<String> parametersIn(JsonNode node) {
        Set<String> found = new TreeSet<>();
        collect(node, found);
        return found;
    }

    private void collect(JsonNode node, Set<String> found) {
        if (node.has("Ref") && dev.template().parameters().has(node.path("Ref").asText())) {
            found.add(node.path("Ref").textValue());
        }
        if (node.has("Fn::Sub")) {
            Matcher matcher = PARAMETER.matcher(node.path("Fn::Sub").toString());
            while (matcher.find()) {
                if (dev.template().parameters().has(matcher.group(1))) {
                    found.add(matcher.group(1));
                }
            }
        }
        if (node.has("Fn::If")) {
            collect(
                    dev.template()
                            .section("Conditions")
                            .path(node.path("Fn::If").path(0).textValue()),
                    found);
        }
        node.forEach(it -> collect(it, found));
    }
}
