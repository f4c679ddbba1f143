package com.rezagent.schedules.aws;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import com.rezagent.schedules.engine.EngineContract.Difference;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * Runs {@code moto_server}, an independent implementation of AWS, on a free port until the test JVM finishes its tests:
 * one server for all classes. Register it as a static {@code @RegisterExtension}. If it is not on the PATH, the class
 * is skipped and the reason is printed; {@code REQUIRE_MOTO=true}, as a system property or in the environment, makes
 * that a failure.
 *
 * <p>Differences of moto from AWS: it validates no expression and no timezone, ignores client tokens, responds to a
 * conflict with HTTP 400 instead of 409 and to a missing schedule group with 500, lists schedules in order of creation,
 * isolates no transaction, and never fires.
 */
public final class MotoServer implements ExecutionCondition {
    private static @Nullable URI started;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (program().isPresent()
                || Boolean.getBoolean("REQUIRE_MOTO")
                || Boolean.parseBoolean(System.getenv("REQUIRE_MOTO"))) {
            return ConditionEvaluationResult.enabled("moto_server is available or required");
        }
        return skipped(context, "no moto_server on the PATH (pip install 'moto[server]')");
    }

    /** Skips a class whose back end is not available, and prints the reason. */
    static ConditionEvaluationResult skipped(ExtensionContext context, String reason) {
        System.out.println("Skipped " + context.getDisplayName() + ": " + reason);
        return ConditionEvaluationResult.disabled(reason);
    }

    /** Returns the URL of the server, which the first call starts. */
    public URI endpoint() {
        synchronized (MotoServer.class) {
            if (started == null) {
                started = start();
            }
            return started;
        }
    }

    /** Returns clients of the server with the settings that the functions use. */
    public AwsClients clients() {
        return clients(client -> {});
    }

    /**
     * Returns clients like {@link #clients()}, with further settings. They send one call at a time, from whichever thread,
     * because concurrent requests break moto.
     */
    public AwsClients clients(Consumer<AwsClientBuilder<?, ?>> settings) {
        SdkHttpClient http = new OneAtATime(UrlConnectionHttpClient.create());
        return new AwsClients(client -> {
            emulated(client, endpoint());
            if (client instanceof AwsSyncClientBuilder<?, ?> sync) {
                sync.httpClient(http);
            }
            settings.accept(client);
        });
    }

    /** Creates a stage at the server, which validates no schedules. */
    public WireStage stage(AwsClients clients, String name) {
        return new WireStage(clients, name, WireStage.EMULATED_TARGET, EnumSet.allOf(Difference.class));
    }

    /** Returns clients for an emulator, which accepts any credentials. */
    public static AwsClients clients(URI endpoint) {
        return new AwsClients(client -> emulated(client, endpoint));
    }

    static void emulated(AwsClientBuilder<?, ?> client, URI endpoint) {
        client.endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("testing", "testing")));
    }

    private record OneAtATime(SdkHttpClient http) implements SdkHttpClient {
        private static final Object LOCK = new Object();

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            ExecutableHttpRequest prepared = http.prepareRequest(request);
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    synchronized (LOCK) {
                        return prepared.call();
                    }
                }

                @Override
                public void abort() {
                    prepared.abort();
                }
            };
        }

        @Override
        public void close() {
            http.close();
        }
    }

    private static Optional<Path> program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "moto_server"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static URI start() {
        Path program =
                program().orElseThrow(() -> new IllegalStateException("REQUIRE_MOTO: no moto_server on the PATH"));
        try {
            String port = Integer.toString(freePort());
            Process process = new ProcessBuilder(program.toString(), "-H", "127.0.0.1", "-p", port)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            await("moto_server")
                    .atMost(60, SECONDS)
                    .until(() -> isListening(Integer.parseInt(port)) || !process.isAlive());
            if (!process.isAlive()) {
                throw new IllegalStateException("moto_server ended with " + process.exitValue());
            }
            return URI.create("http://127.0.0.1:" + port);
        } catch (IOException e) {
            throw new IllegalStateException("moto_server does not start", e);
        }
    }

    /** Returns a port on which nothing listens. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
