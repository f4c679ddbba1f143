package com.rezagent.schedules.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.LocalRuntime;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.console.Console;
import com.rezagent.schedules.local.system.Functions;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.webapi.WebApiPorts;
import com.rezagent.schedules.webapi.WebApiSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The event that a function behind API Gateway receives, and the conversion of its response. */
class GatewayEventTest {
    private final AtomicReference<byte[]> received = new AtomicReference<>();
    private volatile String functionResponse =
            "{\"statusCode\":200,\"headers\":{},\"body\":\"{}\",\"isBase64Encoded\":false}";

    @AutoClose
    private final LocalRuntime runtime = LocalRuntime.start(
            LocalSettings.inMemory().withSpeed(ClockSpeed.MANUAL).withStart(Instant.parse("2025-11-06T20:00:00Z")),
            new Functions() {
                @Override
                public RequestStreamHandler webApi(WebApiPorts ports, WebApiSettings settings) {
                    return (input, output, context) -> {
                        received.set(input.readAllBytes());
                        output.write(functionResponse.getBytes(StandardCharsets.UTF_8));
                    };
                }
            },
            0,
            Console.silent());

    private HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(runtime.uri() + path))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray());
    }

    private JsonNode event() {
        return Json.parse(received.get());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void the_event_has_an_encoded_path_and_lower_case_header_names() throws Exception {
        send(
                "POST",
                "/api/a%20b?x=1&y=%C3%9F&x=2",
                utf8("{\"ß\":1}"),
                "Content-Type",
                "application/json; charset=utf-8",
                "If-Match",
                "\"a\"",
                "X-Twice",
                "1",
                "X-Twice",
                "2",
                "Cookie",
                "a=b; c=d");

        JsonNode event = event();
        assertThat(event.path("version").asText()).isEqualTo("2.0");
        assertThat(event.path("rawPath").asText()).isEqualTo("/api/a%20b");
        assertThat(event.path("rawQueryString").asText()).isEqualTo("x=1&y=%C3%9F&x=2");
        assertThat(event.path("headers").path("if-match").asText()).isEqualTo("\"a\"");
        assertThat(event.path("headers").path("x-twice").asText()).isEqualTo("1,2");
        assertThat(event.path("headers").has("cookie")).isFalse();
        assertThat(event.path("cookies")).extracting(JsonNode::asText).containsExactly("a=b", "c=d");
        assertThat(event.path("body").asText()).isEqualTo("{\"ß\":1}");
        assertThat(event.path("isBase64Encoded").booleanValue()).isFalse();
        JsonNode context = event.path("requestContext");
        assertThat(context.path("http").path("method").asText()).isEqualTo("POST");
        assertThat(context.path("stage").asText()).isEqualTo("$default");
        assertThat(context.path("time").asText()).isEqualTo("06/Nov/2025:20:00:00 +0000");
        assertThat(context.path("timeEpoch").asLong()).isEqualTo(1762459200000L);
        assertThat(context.has("authorizer")).as("anonymous caller").isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /health, GET /health,",
        "POST, /health, $default,",
        "POST, /api/schedules/preview, POST /api/schedules/preview,",
        "POST, /api/expressions/explain, POST /api/expressions/explain,",
        "GET, /api/schedules/preview, GET /api/{proxy+}, schedules/preview",
        "DELETE, /api/schedules/sched_1?reason=x, DELETE /api/{proxy+}, schedules/sched_1",
        "PATCH, /api/schedules/sched_1, PATCH /api/{proxy+}, schedules/sched_1",
        "HEAD, /api/schedules, $default,",
        "OPTIONS, /api/schedules, $default,",
        "GET, /api/, $default,",
        "GET, /api, $default,",
        "GET, /apis/schedules, $default,"
    })
    void the_event_has_the_route_that_api_gateway_selects(String method, String path, String key, String proxy)
            throws Exception {
        send(method, path, new byte[0]);

        JsonNode event = event();
        assertThat(event.path("routeKey").textValue()).isEqualTo(key);
        assertThat(event.path("requestContext").path("routeKey").textValue()).isEqualTo(key);
        assertThat(event.path("pathParameters").path("proxy").textValue()).isEqualTo(proxy);
    }

    @Test
    void forms_and_bodies_that_are_not_utf_8_are_base64_encoded() throws Exception {
        send("POST", "/x", utf8("a=b"), "Content-Type", "application/x-www-form-urlencoded");
        assertThat(event().path("isBase64Encoded").booleanValue()).isTrue();
        assertThat(Base64.getDecoder().decode(event().path("body").asText())).isEqualTo(utf8("a=b"));

        byte[] broken = {(byte) 0xff, 1, 2};
        send("POST", "/x", broken, "Content-Type", "application/json");
        assertThat(event().path("isBase64Encoded").booleanValue()).isTrue();
        assertThat(Base64.getDecoder().decode(event().path("body").asText())).isEqualTo(broken);
    }

    @Test
    void the_event_of_a_request_without_a_body_has_no_body() throws Exception {
        send("GET", "/x", new byte[0]);

        assertThat(event().has("body")).isFalse();
        assertThat(event().path("rawQueryString").asText()).isEmpty();
    }

    @Test
    void a_response_keeps_its_headers_cookies_and_bytes() throws Exception {
        functionResponse =
                "{\"statusCode\":418,\"headers\":{\"X-A\":\"b\"},\"cookies\":[\"a=1\",\"b=2\"],\"body\":\"AAEC/w==\","
                        + "\"isBase64Encoded\":true}";

        HttpResponse<byte[]> response = send("GET", "/x", new byte[0]);

        assertThat(response.statusCode()).isEqualTo(418);
        assertThat(response.headers().firstValue("X-A")).contains("b");
        assertThat(response.headers().allValues("Set-Cookie")).containsExactlyInAnyOrder("a=1", "b=2");
        assertThat(response.body()).containsExactly(0, 1, 2, 0xff);
    }

    @Test
    void a_response_without_a_status_becomes_the_body() throws Exception {
        functionResponse = "{\"hello\":1}";

        HttpResponse<byte[]> response = send("GET", "/x", new byte[0]);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo(functionResponse);
    }

    @Test
    void an_invalid_response_is_the_500_of_api_gateway() throws Exception {
        functionResponse = "not json";

        HttpResponse<byte[]> response = send("GET", "/x", new byte[0]);

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"message\":\"Internal Server Error\"}");
    }
}
