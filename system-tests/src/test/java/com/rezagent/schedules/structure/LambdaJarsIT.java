package com.rezagent.schedules.structure;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contents of the deployed jars. */
class LambdaJarsIT {
    /** A cold start reads the whole jar. */
    private static final long MAX_BYTES = 15_000_000;

    private static Path lambdaJar(String module) {
        return Repository.ROOT.resolve(Path.of(module, "target", module + "-lambda.jar"));
    }

    private static List<String> entries(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(ZipEntry::getName).toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "webapi-function, com/rezagent/schedules/webapi/WebApiHandler.class",
        "scheduler-function, com/rezagent/schedules/scheduler/SchedulerHandler.class"
    })
    void a_lambda_jar_contains_its_handler_and_one_small_http_client(String module, String handler) throws IOException {
        assertThat(entries(lambdaJar(module)))
                .contains(
                        handler,
                        "software/amazon/awssdk/http/urlconnection/UrlConnectionHttpClient.class",
                        "META-INF/services/software.amazon.awssdk.http.SdkHttpService")
                .noneMatch(it -> it.startsWith("io/netty/"))
                .noneMatch(it -> it.startsWith("org/apache/http") || it.startsWith("org/apache/hc/"))
                .noneMatch(it -> it.startsWith("software/amazon/awssdk/http/nio/"))
                .noneMatch(it -> it.startsWith("software/amazon/awssdk/http/apache"));
        assertThat(Files.size(lambdaJar(module))).isLessThan(MAX_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"webapi-function", "scheduler-function"})
    void a_lambda_jar_excludes_local_runtime_tests_and_the_other_function(String module) throws IOException {
        String other = module.startsWith("webapi") ? "scheduler" : "webapi";

        assertThat(entries(lambdaJar(module)))
                .noneMatch(it -> it.startsWith("com/rezagent/schedules/local/"))
                .noneMatch(it -> it.startsWith("com/rezagent/schedules/" + other + "/"))
                .noneMatch(it -> it.startsWith("org/junit/") || it.startsWith("org/assertj/"))
                .noneMatch(
                        it -> it.startsWith("org/h2/") || it.startsWith("picocli/") || it.startsWith("com/cronutils/"))
                .noneMatch(it -> it.startsWith("com/rezagent/") && it.endsWith("Test.class"));
    }

    @Test
    void the_local_runtime_jar_is_executable() throws IOException {
        try (JarFile file = new JarFile(Repository.ROOT
                .resolve("local-runtime/target/local-runtime.jar")
                .toFile())) {
            assertThat(file.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("com.rezagent.schedules.local.Main");
            assertThat(file.getEntry("com/rezagent/schedules/local/Main.class")).isNotNull();
        }
    }
}
