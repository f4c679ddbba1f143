package com.rezagent.schedules.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.settings.ApiMode;
import com.rezagent.schedules.settings.WebApiEnvironment;
import com.rezagent.schedules.topic.TopicPublisher;
import com.rezagent.schedules.webapi.Sleeper;
import com.rezagent.schedules.webapi.WebApiHandler;
import com.rezagent.schedules.webapi.WebApiPorts;
import com.rezagent.schedules.webapi.WebApiSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The HTTP API of the template, held against the routes that the function answers. */
class ApiTest {
    private static final Map<String, String> JWT =
            Map.of("Stage", "dev", "JwtIssuer", "https://id.example.com/", "JwtAudience", "schedules");
    private static final Map<String, String> CORS = Map.of("Stage", "dev", "CorsOrigins", "https://app.example.com");

    private final DeployedStage dev = DeployedStage.of("dev");

    @Test
    void every_route_of_the_template_is_one_that_the_function_answers_and_none_is_missing() throws IOException {
        Map<String, Set<String>> methods = new TreeMap<>();
        for (String key : routeKeys(dev)) {
            if (!key.equals("$default")) {
                String[] parts = key.split(" ");
                methods.computeIfAbsent(parts[1], path -> new TreeSet<>()).add(parts[0]);
            }
        }

        assertThat(methods).containsKeys("/api/schedules", "/api/openapi.json", "/health");
        for (Map.Entry<String, Set<String>> path : methods.entrySet()) {
            assertThat(answered(path.getKey())).as(path.getKey()).isEqualTo(path.getValue());
        }
    }

    @Test
    void what_no_route_takes_is_the_functions_to_answer() {
        assertThat(routeKeys(dev)).contains("$default");
    }

    @Test
    void every_route_is_authorised_health_and_default_too() {
        routes(dev).forEach((id, route) -> {
            assertThat(route.path("AuthorizationType").textValue()).as(id).isEqualTo("AWS_IAM");
            assertThat(route.has("AuthorizerId")).as(id).isFalse();
        });
        routes(DeployedStage.of(JWT)).forEach((id, route) -> {
            assertThat(route.path("AuthorizationType").textValue()).as(id).isEqualTo("JWT");
            assertThat(route.path("AuthorizerId").textValue()).as(id).isEqualTo("JwtAuthorizer");
        });
        assertThat(dev.isThere("JwtAuthorizer")).isFalse();
        JsonNode jwt = DeployedStage.of(JWT).properties("JwtAuthorizer").path("JwtConfiguration");
        assertThat(jwt.path("Issuer").textValue()).isEqualTo("https://id.example.com/");
        assertThat(DeployedStage.texts(jwt.path("Audience"))).containsExactly("schedules");
    }

    @Test
    void every_route_leads_to_the_function_in_payload_format_2() {
        routes(dev)
                .forEach((id, route) -> assertThat(route.path("Target").textValue())
                        .as(id)
                        .isEqualTo("integrations/WebApiIntegration"));
        assertThat(dev.properties("WebApiIntegration")
                        .path("PayloadFormatVersion")
                        .textValue())
                .isEqualTo("2.0");
        JsonNode permission = dev.properties("ApiPermission");
        assertThat(permission.path("Principal").textValue()).isEqualTo("apigateway.amazonaws.com");
        assertThat(permission.path("FunctionName").textValue()).isEqualTo(dev.arn("WebApiFunction") + ":live");
        assertThat(permission.path("SourceArn").textValue())
                .contains(":execute-api:")
                .contains("HttpApi/");
    }

    @Test
    void every_route_is_throttled_and_changes_by_limits_of_their_own() {
        DeployedStage limited = DeployedStage.of(Map.of("Stage", "dev", "ReadRateLimit", "11", "WriteRateLimit", "3"));
        JsonNode stage = limited.properties("HttpApiStage");

        assertThat(stage.path("AutoDeploy").booleanValue()).isTrue();
        assertThat(stage.path("DefaultRouteSettings")
                        .path("ThrottlingRateLimit")
                        .asInt())
                .isEqualTo(11);
        Set<String> set = new TreeSet<>();
        stage.path("RouteSettings").properties().forEach(it -> {
            set.add(it.getKey());
            boolean reads = it.getKey().startsWith("GET ") || it.getKey().endsWith("/preview");
            assertThat(it.getValue().path("ThrottlingRateLimit").asInt())
                    .as(it.getKey())
                    .isEqualTo(reads ? 11 : 3);
            assertThat(it.getValue().has("ThrottlingBurstLimit")).isTrue();
        });
        Set<String> expected = routeKeys(dev);
        expected.remove("$default");
        assertThat(set).isEqualTo(expected);
    }

    @Test
    void route_settings_wait_for_the_routes_that_they_name() {
        Set<String> after = new TreeSet<>(DeployedStage.texts(
                dev.template().resources().path("HttpApiStage").path("DependsOn")));

        assertThat(after).isEqualTo(new TreeSet<>(routes(dev).keySet()));
    }

    /** API Gateway quotes the message itself; quoted by the format, a message with a quote would break the line. */
    @Test
    void an_access_log_line_is_json_whatever_the_error_message_says() {
        String format = dev.properties("HttpApiStage")
                .path("AccessLogSettings")
                .path("Format")
                .textValue();

        assertThat(format).doesNotContain("$context.error.message\"").doesNotContainIgnoringCase("ErrorMessage");
        JsonNode line = Json.parse(format.replace("$context.error.messageString", "\"it \\\"broke\\\"\""));
        assertThat(line.path("error").textValue()).isEqualTo("it \"broke\"");
        assertThat(line.path("status").textValue()).isEqualTo("$context.status");
    }

    /** SnapStart forgets a snapshot after 14 days; reconciling keeps only the other function's. */
    @Test
    void the_api_is_asked_for_its_health_every_day_so_that_its_snapshot_is_kept() throws IOException {
        JsonNode schedule = dev.properties("WebApiKeepAliveSchedule");
        JsonNode target = schedule.path("Target");

        assertThat(schedule.path("ScheduleExpression").textValue()).isEqualTo("rate(1 day)");
        assertThat(schedule.path("GroupName").textValue()).isEqualTo(dev.ownName("UpkeepGroup"));
        assertThat(target.path("Arn").textValue()).isEqualTo(dev.arn("WebApiFunction") + ":live");
        assertThat(target.path("RoleArn").textValue()).isEqualTo(dev.arn("EngineRole"));
        // A letter would be redriven into the scheduler function.
        assertThat(target.has("DeadLetterConfig")).isFalse();
        JsonNode answer = handled(Json.parseObject(target.path("Input").textValue()));
        assertThat(answer.path("statusCode").intValue()).isEqualTo(200);
        assertThat(Json.parseObject(answer.path("body").textValue())
                        .path("status")
                        .textValue())
                .isEqualTo("ok");
    }

    @Test
    void browsers_are_let_in_only_where_an_origin_is_given() {
        DeployedStage open = DeployedStage.of(CORS);

        assertThat(dev.properties("HttpApi").has("CorsConfiguration")).isFalse();
        assertThat(dev.isThere("PreflightRoute")).isFalse();
        JsonNode cors = open.properties("HttpApi").path("CorsConfiguration");
        assertThat(DeployedStage.texts(cors.path("AllowOrigins"))).containsExactly("https://app.example.com");
        assertThat(cors.path("AllowCredentials").asBoolean()).isFalse();
        assertThat(open.properties("PreflightRoute").path("RouteKey").textValue())
                .isEqualTo("OPTIONS /{proxy+}");
    }

    /** {@code sam local start-api} takes the API's kind from the first function or plain route that it meets. */
    @Test
    void the_api_stands_before_the_functions() {
        List<String> ids = new java.util.ArrayList<>();
        dev.template().resources().fieldNames().forEachRemaining(ids::add);

        assertThat(ids.indexOf("HttpApi")).isLessThan(ids.indexOf("WebApiFunction"));
        assertThat(ids.indexOf("WebApiIntegration")).isLessThan(ids.indexOf("SchedulerFunction"));
    }

    private static Map<String, JsonNode> routes(DeployedStage stage) {
        Map<String, JsonNode> routes = stage.ofType("AWS::ApiGatewayV2::Route");
        routes.remove("PreflightRoute");
        return routes;
    }

    private static Set<String> routeKeys(DeployedStage stage) {
        Set<String> keys = new TreeSet<>();
        routes(stage).values().forEach(it -> keys.add(it.path("RouteKey").textValue()));
        return keys;
    }

    /** The methods of a path, as the function says when asked. */
    private static Set<String> answered(String path) throws IOException {
        ObjectNode event = Json.object();
        event.put("version", "2.0")
                .put("rawPath", path.replace("{id}", "sched_1"))
                .put("rawQueryString", "");
        ObjectNode context = event.putObject("requestContext");
        context.put("requestId", "request").put("stage", "$default");
        context.putObject("http").put("method", "OPTIONS");
        context.putObject("authorizer").putObject("iam").put("userArn", "arn:aws:iam::123456789012:user/golfer");
        String allow = handled(event).path("headers").path("Allow").asText();
        Set<String> methods = new TreeSet<>(List.of(allow.split(", ")));
        methods.removeAll(Set.of("HEAD", "OPTIONS"));
        return methods;
    }

    private static JsonNode handled(ObjectNode event) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler().handleRequest(new ByteArrayInputStream(Json.writeBytes(event)), answer, null);
        return Json.parse(answer.toByteArray());
    }

    private static WebApiHandler handler() {
        Sleeper still = new Sleeper() {
            @Override
            public Duration elapsed() {
                return Duration.ZERO;
            }

            @Override
            public void pause(Duration duration) {}
        };
        return new WebApiHandler(
                new WebApiPorts(
                        uncalled(ScheduleStore.class),
                        uncalled(ExecutionHistory.class),
                        uncalled(TopicPublisher.class),
                        Clock.systemUTC(),
                        () -> "id",
                        still,
                        event -> {}),
                new WebApiSettings(
                        WebApiEnvironment.read(DeployedStage.of("dev").environment("WebApiFunction"))
                                .stage()
                                .stage(),
                        ApiMode.ENABLED,
                        Optional.empty()));
    }

    private static <T> T uncalled(Class<T> port) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (self, method, args) -> {
            throw new AssertionError("Nobody should call " + method);
        }));
    }
}
