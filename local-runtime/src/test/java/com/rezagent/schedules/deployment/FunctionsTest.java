package com.rezagent.schedules.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.settings.SchedulerEnvironment;
import com.rezagent.schedules.settings.WebApiEnvironment;
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

/** The two functions of the template, held against the code that they run. */
class FunctionsTest {
    /** Read by the SDK itself. */
    private static final String ENDPOINT = "AWS_ENDPOINT_URL";

    private static final Pattern PARAMETER = Pattern.compile("\\$\\{([A-Za-z]+)}");

    private final DeployedStage dev = DeployedStage.of("dev");

    @ParameterizedTest
    @ValueSource(strings = {"WebApiFunction", "SchedulerFunction"})
    void the_handler_is_a_class_that_lambda_can_make(String function) throws ReflectiveOperationException {
        Class<?> handler =
                Class.forName(dev.properties(function).path("Handler").textValue());

        assertThat(RequestStreamHandler.class).isAssignableFrom(handler);
        assertThat(handler.getConstructor().getParameterCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"WebApiFunction", "SchedulerFunction"})
    void the_code_is_the_jar_that_maven_builds_and_the_handler_is_in_it(String function) throws IOException {
        JsonNode properties = dev.properties(function);
        String code = properties.path("CodeUri").textValue();
        Path module = Template.root().resolve(code).getParent().getParent();

        assertThat(code).isEqualTo(module.getFileName() + "/target/" + module.getFileName() + "-lambda.jar");
        assertThat(Files.readString(module.resolve("pom.xml")))
                .contains("<outputFile>${project.build.directory}/${project.artifactId}-lambda.jar</outputFile>");
        assertThat(dev.template()
                        .resources()
                        .path(function)
                        .path("Metadata")
                        .path("SkipBuild")
                        .booleanValue())
                .isTrue();
        Path jar = Template.root().resolve(code);
        // Not there yet when tests run before the jars are packaged; FunctionsUnderLambdaIT runs after.
        if (Files.exists(jar)) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                String name = properties.path("Handler").textValue().replace('.', '/') + ".class";
                assertThat(zip.getEntry(name)).as(name).isNotNull();
            }
        }
    }

    @Test
    void every_variable_that_code_reads_is_set_and_no_other() {
        assertThat(declared("WebApiFunction")).isEqualTo(with(WebApiEnvironment.variables()));
        assertThat(declared("SchedulerFunction")).isEqualTo(with(SchedulerEnvironment.variables()));
    }

    private Set<String> declared(String function) {
        Set<String> names = new TreeSet<>();
        dev.template()
                .resources()
                .path(function)
                .path("Properties")
                .path("Environment")
                .path("Variables")
                .fieldNames()
                .forEachRemaining(names::add);
        return names;
    }

    private static Set<String> with(Set<String> read) {
        Set<String> all = new TreeSet<>(read);
        all.add(ENDPOINT);
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "stage", "prod", "team-a1"})
    void the_functions_take_the_environment_of_every_stage(String stage) {
        DeployedStage deployed = DeployedStage.of(stage);

        assertThatCode(() -> WebApiEnvironment.read(deployed.environment("WebApiFunction")))
                .doesNotThrowAnyException();
        SchedulerEnvironment environment = SchedulerEnvironment.read(deployed.environment("SchedulerFunction"));
        assertThat(environment.stage().stage().stage()).isEqualTo(stage);
        assertThat(environment.stage().stage().custom()).isEmpty();
    }

    @Test
    void the_endpoint_of_an_emulator_is_set_only_where_one_is_given() {
        assertThat(dev.environment("WebApiFunction")).doesNotContainKey(ENDPOINT);
        assertThat(DeployedStage.of(Map.of("Stage", "dev", "EndpointUrl", "http://localhost:4566"))
                        .environment("SchedulerFunction"))
                .containsEntry(ENDPOINT, "http://localhost:4566");
    }

    @Test
    void topics_of_an_existing_rez_agent_and_custom_ones_reach_both_functions() {
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
        assertThat(deployed.ofType("AWS::SNS::Topic")).containsOnlyKeys("AlarmsTopic");
    }

    @Test
    void names_that_arns_are_made_of_are_the_names_that_things_have() {
        Map<String, String> scheduler = dev.environment("SchedulerFunction");

        assertThat(scheduler.get("SCHEDULER_FUNCTION_ARN"))
                .isEqualTo(dev.arn("SchedulerFunction") + ":" + alias())
                .isEqualTo(dev.properties("EngineRole")
                        .path("Policies")
                        .path(0)
                        .path("PolicyDocument")
                        .path("Statement")
                        .path(0)
                        .path("Resource")
                        .textValue());
        assertThat(dev.properties("WebApiIntegration").path("IntegrationUri").textValue())
                .endsWith("/functions/" + dev.arn("WebApiFunction") + ":" + alias() + "/invocations");
        assertThat(scheduler.get("SCHEDULES_TABLE")).isEqualTo("rez-agent-schedules-dev");
        assertThat(scheduler.get("EXECUTIONS_TABLE")).isEqualTo("rez-agent-schedule-executions-dev");
        assertThat(scheduler.get("SCHEDULE_CREATION_TOPIC_ARN")).endsWith(":rez-agent-schedule-creation-dev");
        assertThat(scheduler.get("WEB_ACTIONS_TOPIC_ARN")).endsWith(":rez-agent-web-actions-dev");
        assertThat(scheduler.get("NOTIFICATIONS_TOPIC_ARN")).endsWith(":rez-agent-notifications-dev");
    }

    private String alias() {
        return dev.template()
                .section("Globals")
                .path("Function")
                .path("AutoPublishAlias")
                .textValue();
    }

    @Test
    void the_timeout_that_leases_follow_from_is_the_functions() {
        assertThat(dev.environment("SchedulerFunction").get("FUNCTION_TIMEOUT_SECONDS"))
                .isEqualTo(dev.properties("SchedulerFunction").path("Timeout").asText());
        // The longest wait that a caller may ask for, and what a request takes beside it.
        assertThat(dev.properties("WebApiFunction").path("Timeout").intValue()).isBetween(15, 29);
    }

    @Test
    void both_run_on_java_25_and_arm_from_a_snapshot_of_a_published_version() {
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
    void both_log_json_to_a_group_of_their_own_that_forgets() {
        DeployedStage month = DeployedStage.of(Map.of("Stage", "dev", "LogRetentionDays", "90"));
        for (String function : Set.of("WebApi", "Scheduler")) {
            JsonNode logging = dev.properties(function + "Function").path("LoggingConfig");
            assertThat(logging.path("LogFormat").textValue()).isEqualTo("JSON");
            // Metrics and audit lines are of this level.
            assertThat(logging.path("ApplicationLogLevel").textValue()).isEqualTo("INFO");
            assertThat(logging.path("LogGroup").textValue())
                    .isEqualTo("/aws/lambda/" + dev.ownName(function + "Function"));
            assertThat(month.properties(function + "Logs")
                            .path("RetentionInDays")
                            .asInt())
                    .isEqualTo(90);
        }
        assertThat(month.properties("ApiAccessLogs").path("RetentionInDays").asInt())
                .isEqualTo(90);
    }

    /** Lambda stops a loop through SNS at its sixteenth turn, and a run of many schedules takes more. */
    @Test
    void a_reconcile_run_may_hand_on_to_itself_as_often_as_it_takes() {
        assertThat(dev.properties("SchedulerFunction").path("RecursiveLoop").asText())
                .isEqualTo("Allow");
        assertThat(dev.properties("WebApiFunction").has("RecursiveLoop")).isFalse();
    }

    /** Lambda measures the variables as one JSON text. */
    @ParameterizedTest
    @ValueSource(strings = {"WebApiFunction", "SchedulerFunction"})
    void the_longest_parameters_that_the_template_takes_fit_into_4_kb_of_environment(String function) {
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

        // ARNs of the longest region name are a little longer than those of us-east-1 here.
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

    /** SAM makes no version for a changed parameter, so {@code DynamicSchedules=disabled} would never reach callers. */
    @ParameterizedTest
    @ValueSource(strings = {"WebApi", "Scheduler"})
    void every_parameter_that_a_version_depends_on_makes_a_new_version(String function) {
        JsonNode resource = dev.template().resources().path(function + "Function");
        JsonNode properties = resource.path("Properties");
        String settings = "${" + function + "Settings}";
        Set<String> wanted = new TreeSet<>();
        wanted.addAll(parametersIn(properties.path("Environment")));
        wanted.addAll(parametersIn(properties.path("MemorySize")));
        wanted.addAll(parametersIn(properties.path("LoggingConfig")));
        wanted.add("XRay");

        String content = dev.template()
                .resources()
                .path(function + "Settings")
                .path("Properties")
                .path("Content")
                .toString();

        assertThat(wanted).contains("Stage", "CustomTopicArns", "ScheduleCreationTopicArn", "EndpointUrl");
        assertThat(wanted).allSatisfy(name -> assertThat(content).containsAnyOf("${" + name + "}", "\"" + name + "\""));
        assertThat(properties.path("VersionDescription").path("Fn::Sub").textValue())
                .contains(settings);
        // Lambda publishes no version of a function that has not changed: so it changes with its settings.
        assertThat(properties.path("Description").path("Fn::Sub").textValue()).contains(settings);
        Matcher mentioned = PARAMETER.matcher(content);
        while (mentioned.find()) {
            assertThat(wanted).contains(mentioned.group(1));
        }
    }

    /** The parameters that a node depends on, through conditions too. */
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
