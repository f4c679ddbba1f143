package com.rezagent.schedules.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.lambda.EmptyMapHandler;
import com.rezagent.schedules.lambda.EmptyStreamHandler;
import com.rezagent.schedules.lambda.JavaInstallation;
import com.rezagent.schedules.lambda.LambdaProcess;
import com.rezagent.schedules.lambda.Launch;
import com.rezagent.schedules.lambda.LinuxOnly;
import com.rezagent.schedules.lambda.TaskRoot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures cold starts (from the start of the process to the first response) and first requests after a restore,
 * compared with an empty handler. Each round runs all variants one after the other, so that other load on the machine
 * affects all of them alike. The functions call {@link RecordingAws}. Not part of the test run;
 * docs/evidence/performance.md has the command. {@code -Drounds=15} sets the number of measured rounds, after one
 * warm-up round; {@code -Dcells=".*restored.*"} restricts the variants.
 */
@ExtendWith(LinuxOnly.class)
class ColdStartBench {
    private static final double MILLIS = 1e6;
    private static final String BASELINE = "empty Map handler, C1";

    @TempDir
    static Path folder;

    private final JavaInstallation java = JavaInstallation.deployed().orElse(JavaInstallation.running());
    private final Map<String, Callable<Double>> cells = new LinkedHashMap<>();
    private final Map<String, List<Double>> measured = new LinkedHashMap<>();

    @Test
    void cold_starts_and_first_requests_after_a_restore() throws Exception {
        int rounds = Integer.getInteger("rounds", 15);
        try (RecordingAws aws = new RecordingAws(new AwsState())) {
            Launch map = empty(EmptyMapHandler.class);
            Launch stream = empty(EmptyStreamHandler.class);
            byte[] create = create();
            cells.put(BASELINE, () -> coldStart(map, create));
            cells.put("empty stream handler, C1", () -> coldStart(stream, create));
            cells.put("empty Map handler, plain", () -> coldStart(map.withOptions(List.of()), create));
            Launch snapshot = map.withSnapStart().withOptions(List.of());
            cells.put("empty Map handler, restored", () -> firstRequest(snapshot, create));
            measure("create", function(DeployedFunction.WEB_API, aws), create);
            measure("apply", function(DeployedFunction.SCHEDULER, aws), apply());
            cells.keySet().removeIf(it -> !it.equals(BASELINE) && !it.matches(System.getProperty("cells", ".*")));
            for (int round = 0; round <= rounds; round++) {
                for (Map.Entry<String, Callable<Double>> cell : cells.entrySet()) {
                    double millis = cell.getValue().call();
                    if (round > 0) {
                        measured.computeIfAbsent(cell.getKey(), it -> new ArrayList<>())
                                .add(millis);
                    }
                }
            }
        }
        report(rounds);
    }

    private void measure(String name, Function function, byte[] event) throws Exception {
        cells.put(name + ", C1", () -> coldStart(function.launch(), event));
        cells.put(name + ", plain", () -> coldStart(function.launch().withOptions(List.of()), event));
        Launch onClassPath = function.launch().withClassPath(List.of(function.jar()));
        Path archive = folder.resolve(name + ".jsa");
        train(with(onClassPath, "-XX:ArchiveClassesAtExit=" + archive), archive, event);
        cells.put(name + ", AppCDS", () -> coldStart(with(onClassPath, "-XX:SharedArchiveFile=" + archive), event));
        if (java.feature() >= JavaInstallation.DEPLOYED) {
            Path cache = folder.resolve(name + ".aot");
            train(with(onClassPath, "-XX:AOTCacheOutput=" + cache), cache, event);
            cells.put(name + ", AOT cache", () -> coldStart(with(onClassPath, "-XX:AOTCache=" + cache), event));
        }
        // Lambda sets no compiler options for SnapStart. Without the CRaC hooks, a process is not primed.
        Launch snapshot = function.launch().withSnapStart();
        cells.put(name + ", restored", () -> firstRequest(snapshot.withOptions(List.of()), event));
        cells.put(
                name + ", restored unprimed",
                () -> firstRequest(snapshot.withOptions(List.of("-Dorg.crac.Core.Compat=none")), event));
    }

    private record Function(Path jar, Launch launch) {}

    private Launch empty(Class<?> handler) throws IOException {
        String file = handler.getName().replace('.', '/') + ".class";
        Path root = folder.resolve(handler.getSimpleName());
        Files.createDirectories(root.resolve(file).getParent());
        try (InputStream compiled = handler.getClassLoader().getResourceAsStream(file)) {
            Files.copy(compiled, root.resolve(file));
        }
        return Launch.of(java, root, handler.getName(), Map.of());
    }

    private Function function(String id, RecordingAws aws) {
        DeployedFunction function =
                DeployedFunction.of("dev", id, aws.endpoint().toString());
        Path root = TaskRoot.of(function.jar(), folder.resolve(id));
        return new Function(function.jar(), Launch.of(java, root, function.handler(), function.environment()));
    }

    /** Returns the sample request with {@code Prefer: wait=0}: it does not wait until the command is applied. */
    private static byte[] create() {
        ObjectNode event = SampleEvents.read("api-create.json");
        ((ObjectNode) event.path("headers")).put("prefer", "wait=0");
        return Json.writeBytes(event);
    }

    private static byte[] apply() {
        return Json.writeBytes(SampleEvents.at(Instant.now().truncatedTo(ChronoUnit.SECONDS), "sns-create.json"));
    }

    private static Launch with(Launch launch, String option) {
        List<String> options = new ArrayList<>(Launch.C1);
        options.add(option);
        return launch.withOptions(options);
    }

    private static void train(Launch launch, Path archive, byte[] event) {
        try (LambdaProcess process = LambdaProcess.start(launch)) {
            process.invoke(event);
            process.stop();
            if (!Files.exists(archive)) {
                throw new IllegalStateException("The JVM wrote no archive: " + process.log());
            }
        }
    }

    private static double coldStart(Launch launch, byte[] event) {
        long start = System.nanoTime();
        try (LambdaProcess process = LambdaProcess.start(launch)) {
            process.invoke(event);
            return (System.nanoTime() - start) / MILLIS;
        }
    }

    private static double firstRequest(Launch launch, byte[] event) {
        try (LambdaProcess process = LambdaProcess.start(launch).awaitStarted()) {
            process.restore();
            long start = System.nanoTime();
            process.invoke(event);
            return (System.nanoTime() - start) / MILLIS;
        }
    }

    private void report(int rounds) {
        System.out.printf("%s, medians of %d rounds, milliseconds%n", java, rounds);
        measured.forEach((name, all) -> {
            double[] sorted = all.stream().mapToDouble(it -> it).sorted().toArray();
            System.out.printf(
                    "%-28s %7.0f  (%.0f to %.0f)  %5.2f of %s%n",
                    name, median(sorted), sorted[0], sorted[sorted.length - 1], ratio(name), baseline(name));
        });
    }

    private String baseline(String name) {
        return name.endsWith(", restored") && measured.containsKey(name + " unprimed") ? name + " unprimed" : BASELINE;
    }

    /** Returns the median of the ratios per round: both variants of a round ran within seconds of each other. */
    private double ratio(String name) {
        List<Double> values = measured.get(name);
        List<Double> baseline = measured.get(baseline(name));
        double[] ratios = new double[values.size()];
        Arrays.setAll(ratios, i -> values.get(i) / baseline.get(i));
        Arrays.sort(ratios);
        return median(ratios);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
