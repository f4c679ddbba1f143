package com.rezagent.schedules.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * Configuration of a function's process. Adds the JVM options and environment variables that Lambda sets.
 *
 * @param options additional JVM options, which override those of Lambda
 * @param classPath entries after the runtime interface client; empty in Lambda, which loads the handler from the task
 *     root alone
 * @param taskRoot the directory with the unpacked code
 * @param environment the function's own environment variables
 * @param isSnapStart whether the process waits for a snapshot after its start
 */
public record Launch(
        JavaInstallation java,
        List<String> options,
        List<Path> classPath,
        Path taskRoot,
        String handler,
        Map<String, String> environment,
        boolean isSnapStart) {
    /**
     * Lambda stops tiered compilation at C1, except for SnapStart on Java 25.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/java-customization.html">Lambda's JVM settings</a>
     */
    public static final List<String> C1 = List.of("-XX:+TieredCompilation", "-XX:TieredStopAtLevel=1");

    private static final String NATIVE_CLIENT =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";
    private static final int MEMORY_MB = 1024;

    /** Returns the launch of an on-demand function as in Lambda, without additional options or class path entries. */
    public static Launch of(JavaInstallation java, Path taskRoot, String handler, Map<String, String> environment) {
        return new Launch(java, C1, List.of(), taskRoot, handler, environment, false);
    }

    public Launch withOptions(List<String> newOptions) {
        return new Launch(java, newOptions, classPath, taskRoot, handler, environment, isSnapStart);
    }

    public Launch withClassPath(List<Path> newClassPath) {
        return new Launch(java, options, newClassPath, taskRoot, handler, environment, isSnapStart);
    }

    public Launch withSnapStart() {
        return new Launch(java, options, classPath, taskRoot, handler, environment, true);
    }

    List<String> command() {
        List<String> command = new ArrayList<>(
                List.of(java.program().toString(), "-XX:MaxHeapSize=" + MEMORY_MB * 3 / 4 + "m", "-XX:+UseSerialGC"));
        if (java.feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add("-Djava.net.preferIPv4Stack=true");
        command.add("-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac");
        command.add("-D" + NATIVE_CLIENT + "=" + nativeClient());
        command.addAll(options);
        Stream<Path> client = Stream.of(
                        AWSLambda.class, Context.class, PojoSerializer.class, SdkInternalThreadLocal.class)
                .map(Launch::jarOf);
        String path = Stream.concat(client, classPath.stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        command.addAll(List.of("-cp", path, AWSLambda.class.getName(), handler));
        return command;
    }

    Map<String, String> variables(String runtimeApi) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("AWS_LAMBDA_RUNTIME_API", runtimeApi);
        all.put("AWS_LAMBDA_FUNCTION_NAME", "test");
        all.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
        all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(MEMORY_MB));
        all.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/test");
        all.put("AWS_LAMBDA_LOG_STREAM_NAME", "test");
        all.put("AWS_LAMBDA_LOG_FORMAT", "JSON");
        all.put("AWS_LAMBDA_LOG_LEVEL", "INFO");
        all.put("AWS_LAMBDA_INITIALIZATION_TYPE", isSnapStart ? "snap-start" : "on-demand");
        all.put("AWS_EXECUTION_ENV", "AWS_Lambda_java" + java.feature());
        all.put("AWS_REGION", "us-east-1");
        all.put("AWS_DEFAULT_REGION", "us-east-1");
        all.put("LAMBDA_TASK_ROOT", taskRoot.toString());
        all.put("_HANDLER", handler);
        all.put("HOME", taskRoot.toString());
        all.put("LANG", "en_US.UTF-8");
        all.put("TZ", ":UTC");
        if (isSnapStart) {
            all.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://" + runtimeApi + RuntimeApi.CREDENTIALS);
            all.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", "token");
        } else {
            all.put("AWS_ACCESS_KEY_ID", "key");
            all.put("AWS_SECRET_ACCESS_KEY", "secret");
            all.put("AWS_SESSION_TOKEN", "token");
        }
        return all;
    }

    private static Path jarOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns the native library of the runtime interface client, unpacked once for this JVM. Lambda also has it
     * outside of the jar. Unpacking it at each start would take time, and the processes would share the file.
     */
    private static synchronized Path nativeClient() {
        String name = "libaws-lambda-jni.linux-"
                + (System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64") + ".so";
        Path file = Path.of(
                System.getProperty("java.io.tmpdir"), ProcessHandle.current().pid() + "-" + name);
        if (!Files.exists(file)) {
            try (InputStream library = AWSLambda.class.getResourceAsStream("/jni/" + name)) {
                Files.copy(library, file, StandardCopyOption.REPLACE_EXISTING);
                file.toFile().deleteOnExit();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return file;
    }
}
