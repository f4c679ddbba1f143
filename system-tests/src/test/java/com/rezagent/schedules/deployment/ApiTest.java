package com.rezagent.schedules.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.config.ApiMode;
import com.rezagent.schedules.config.WebApiEnvironment;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.http.GatewayRoutes;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.testing.PortProxy;
import com.rezagent.schedules.testing.TestStores;
import com.rezagent.schedules.webapi.WebApiHandler;
import com.rezagent.schedules.webapi.WebApiPorts;
import com.rezagent.schedules.webapi.WebApiSettings;
import com.rezagent.schedules.webapi.command.Sleeper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The template's HTTP API, and what the Web API function returns for the requests that it sends there. */
class ApiTest {
    private static final Map<String, String> JWT =
            Map.of("Stage", "dev", "JwtIssuer", "https://id.example.com/", "JwtAudience", "schedules");
    private static final Map<String, String> CORS = Map.of("Stage", "dev", "CorsOrigins", "https://app.example.com");

    private final DeployedStage dev = DeployedStage.of("dev");

    @Test
    void the_template_has_the_routes_that_the_local_gateway_simulates() {
        assertThat(routeKeys(dev)).isEqualTo(GatewayRoutes.keys());
    }

    @Test
    void the_template_has_a_route_for_each_method_that_the_function_knows() throws IOException {
        for (String path : List.of("/api/schedules", "/api/schedules/{id}", "/api/schedules/{id}/pause")) {
            for (String method : allowedMethods(path)) {
                assertThat(routeKeys(dev)).as(path).contains(method + " /api/{proxy+}");
            }
        }
    }

    @Test
    void a_route_without_a_variable_exists_in_the_function() throws IOException {
        for (String key : routeKeys(dev)) {
            if (!key.equals("$default") && !key.contains("{")) {
                String[] parts = key.split(" ");
                assertThat(allowedMethods(parts[1])).as(key).containsExactly(parts[0]);
            }
        }
    }

    @Test
    void the_default_route_sends_unknown_requests_to_the_function() throws IOException {
        assertThat(routeKeys(dev)).contains("$default");
        for (String path : List.of("/", "/api", "/api/", "/tee-times")) {
            assertThat(GatewayRoutes.select("GET", path)).isEqualTo("$default");
            assertThat(handled(request("GET", path)).path("statusCode").intValue())
                    .as(path)
                    .isEqualTo(404);
        }
    }

    @Test
    void unknown_paths_and_methods_below_api_get_the_responses_of_the_function() throws IOException {
        assertThat(handled(request("GET", "/api/tee-times")).path("statusCode").intValue())
                .isEqualTo(404);
        assertThat(handled(request("PATCH", "/api/schedules"))
                        .path("statusCode")
                        .intValue())
                .isEqualTo(405);
    }

    @Test
    void every_route_requires_authorization() {
        routes(dev).forEach((id, route) -> {
            assertThat(route.path("AuthorizationType").textValue()).as(id).isEqualTo("AWS_IAM");
            assertThat(route.has("AuthorizerId")).as(id).isFalse();
        });
        routes(DeployedStage.of(JWT)).forEach((id, route) -> {
            assertThat(route.path("AuthorizationType").textValue()).as(id).isEqualTo("JWT");
            assertThat(route.path("AuthorizerId").textValue()).as(id).isEqualTo("JwtAuthorizer");
        });
        assertThat(dev.exists("JwtAuthorizer")).isFalse();
        JsonNode jwt = DeployedStage.of(JWT).properties("JwtAuthorizer").path("JwtConfiguration");
        assertThat(jwt.path("Issuer").textValue()).isEqualTo("https://id.example.com/");
        assertThat(DeployedStage.texts(jwt.path("Audience"))).containsExactly("schedules");
    }

    @Test
    void every_route_invokes_the_function_with_payload_format_2() {
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
    void every_route_is_throttled_with_separate_limits_for_writes() {
        DeployedStage limited = DeployedStage.of(Map.of("Stage", "dev", "ReadRateLimit", "11", "WriteRateLimit", "3"));
        JsonNode stage = limited.properties("HttpApiStage");

        assertThat(stage.path("AutoDeploy").booleanValue()).isTrue();
        assertThat(stage.at("/DefaultRouteSettings/ThrottlingRateLimit").asInt())
                .isEqualTo(11);
        Set<String> set = new TreeSet<>();
        stage.path("RouteSettings").properties().forEach(it -> {
            set.add(it.getKey());
            boolean reads = it.getKey().startsWith("GET ")
                    || it.getKey().endsWith("/preview")
                    || it.getKey().endsWith("/explain");
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
    void the_api_stage_depends_on_the_routes_of_its_route_settings() {
        Set<String> after = new TreeSet<>(DeployedStage.texts(
                dev.template().resources().path("HttpApiStage").path("DependsOn")));

        assertThat(after).isEqualTo(new TreeSet<>(routes(dev).keySet()));
    }

    /** {@code $context.error.messageString} is already quoted and escaped; {@code $context.error.message} is not. */
    @Test
    void an_access_log_line_is_json_for_any_error_message() {
        String format =
                dev.properties("HttpApiStage").at("/AccessLogSettings/Format").textValue();

        assertThat(format).doesNotContain("$context.error.message\"").doesNotContainIgnoringCase("ErrorMessage");
        // API Gateway decodes the path: a quote in it would break the line, or forge a field.
        assertThat(format).doesNotContain("$context.path");
        JsonNode line = Json.parse(format.replace("$context.error.messageString", "\"it \\\"broke\\\"\""));
        assertThat(line.path("error").textValue()).isEqualTo("it \"broke\"");
        assertThat(line.path("status").textValue()).isEqualTo("$context.status");
        // With them the function's line of the same request is found, which has the path template.
        assertThat(line.path("request_id").textValue()).isEqualTo("$context.requestId");
        assertThat(line.path("method").textValue()).isEqualTo("$context.httpMethod");
    }

    /** Lambda deletes a SnapStart snapshot after 14 days without an invocation; reconciling invokes only the scheduler function. */
    @Test
    void a_daily_health_request_keeps_the_web_api_snapshot() throws IOException {
        JsonNode schedule = dev.properties("WebApiKeepAliveSchedule");
        JsonNode target = schedule.path("Target");

        assertThat(schedule.path("ScheduleExpression").textValue()).isEqualTo("rate(1 day)");
        assertThat(schedule.path("GroupName").textValue()).isEqualTo(dev.resourceName("UpkeepGroup"));
        assertThat(target.path("Arn").textValue()).isEqualTo(dev.arn("WebApiFunction") + ":live");
        assertThat(target.path("RoleArn").textValue()).isEqualTo(dev.arn("EngineRole"));
        // A redrive would send its dead letter to the scheduler function.
        assertThat(target.has("DeadLetterConfig")).isFalse();
        JsonNode response = handled(Json.parseObject(target.path("Input").textValue()));
        assertThat(response.path("statusCode").intValue()).isEqualTo(200);
        assertThat(Json.parseObject(response.path("body").textValue())
                        .path("status")
                        .textValue())
                .isEqualTo("ok");
    }

    @Test
    void cors_is_enabled_only_if_an_origin_is_given() {
        DeployedStage open = DeployedStage.of(CORS);

        assertThat(dev.properties("HttpApi").has("CorsConfiguration")).isFalse();
        assertThat(dev.exists("PreflightRoute")).isFalse();
        JsonNode cors = open.properties("HttpApi").path("CorsConfiguration");
        assertThat(DeployedStage.texts(cors.path("AllowOrigins"))).containsExactly("https://app.example.com");
        assertThat(DeployedStage.texts(cors.path("AllowMethods")))
                .containsExactly("GET", "POST", "PUT", "PATCH", "DELETE");
        assertThat(cors.path("AllowCredentials").asBoolean()).isFalse();
        assertThat(open.properties("PreflightRoute").path("RouteKey").textValue())
                .isEqualTo("OPTIONS /{proxy+}");
    }

    /** {@code sam local start-api} derives the type of the API from the first function or route in the template. */
    @Test
    void the_api_is_declared_before_the_functions() {
        List<String> ids = new ArrayList<>();
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

    /** Returns the methods that the function allows for a path, without HEAD and OPTIONS. */
    private static Set<String> allowedMethods(String path) throws IOException {
        String allow = handled(request("OPTIONS", path.replace("{id}", "sched_1")))
                .at("/headers/Allow")
                .asText();
        Set<String> methods = new TreeSet<>(List.of(allow.split(", ")));
        methods.removeAll(Set.of("HEAD", "OPTIONS"));
        return methods;
    }

    private static ObjectNode request(String method, String path) {
        ObjectNode event = Json.object();
        event.put("version", "2.0").put("rawPath", path).put("rawQueryString", "");
        ObjectNode context = event.putObject("requestContext");
        context.put("requestId", "request").put("stage", "$default");
        context.putObject("http").put("method", method);
        context.putObject("authorizer").putObject("iam").put("userArn", "arn:aws:iam::123456789012:user/golfer");
        return event;
    }

    private static JsonNode handled(ObjectNode event) throws IOException {
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        handler().handleRequest(new ByteArrayInputStream(Json.writeBytes(event)), response, null);
        return Json.parse(response.toByteArray());
    }

    private static WebApiHandler handler() {
        Sleeper noWait = new Sleeper() {
            @Override
            public Duration elapsed() {
                return Duration.ZERO;
            }

            @Override
            public void pause(Duration duration) {}
        };
        return new WebApiHandler(
                new WebApiPorts(
                        TestStores.of(),
                        PortProxy.uncalled(TopicPublisher.class),
                        Clock.systemUTC(),
                        () -> "id",
                        noWait,
                        event -> {}),
                new WebApiSettings(
                        WebApiEnvironment.read(DeployedStage.of("dev").environment("WebApiFunction"))
                                .stage()
                                .stage(),
                        ApiMode.ENABLED,
                        Optional.empty()));
    }
}
