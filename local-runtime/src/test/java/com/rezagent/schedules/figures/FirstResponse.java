package com.rezagent.schedules.figures;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * From the start of the local runtime's process to its first answer, and to the first schedule that is active; beside it
 * the JDK's own server, started and asked the same way. The median of some starts, which take turns.
 */
final class FirstResponse implements Measurement {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final Duration PAUSE = Duration.ofMillis(3);
    private static final Duration LONGEST_START = Duration.ofMinutes(1);

    private final int starts;

    FirstResponse(int starts) {
        this.starts = starts;
    }

    private record Start(double answered, double created, String resident) {}

    @Override
    public Table run() throws Exception {
        List<Start> ours = new ArrayList<>();
        List<Start> empty = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            ours.add(start(runtime(), 201));
            empty.add(start(classPath(EmptyServer.class.getName()), 200));
        }
        Table table = new Table(
                "Local runtime: first answer",
                "from the start of the process",
                "first answer, ms",
                "first schedule created, ms",
                "resident at most, MiB");
        row(table, "local runtime", ours);
        row(table, "the JDK's HTTP server alone", empty);
        return table.row("ratio", ratio(ours, empty), "", "");
    }

    private static void row(Table table, String name, List<Start> all) {
        table.row(
                name,
                Table.number(median(all, true)),
                Table.number(median(all, false)),
                all.get(all.size() / 2).resident());
    }

    private static String ratio(List<Start> ours, List<Start> empty) {
        return Table.number(median(ours, true) / median(empty, true));
    }

    private static double median(List<Start> all, boolean answered) {
        return Sampler.percentile(
                all.stream()
                        .mapToDouble(it -> answered ? it.answered() : it.created())
                        .toArray(),
                0.5);
    }

    /** As a user starts it, from its jar; from the class path where that isn't built. */
    private static List<String> runtime() {
        Path jar = Path.of(System.getProperty("project.root", "."), "local-runtime/target/local-runtime.jar");
        List<String> command = Files.exists(jar)
                ? new ArrayList<>(List.of(Figures.java(), "-jar", jar.toString()))
                : classPath("com.rezagent.schedules.local.Main");
        command.add("--port");
        return command;
    }

    private static List<String> classPath(String main) {
        return new ArrayList<>(List.of(Figures.java(), "-cp", System.getProperty("java.class.path"), main));
    }

    /** @param status what a create is answered */
    private static Start start(List<String> command, int status) throws Exception {
        int port = freePort();
        List<String> whole = new ArrayList<>(command);
        whole.add(Integer.toString(port));
        long began = System.nanoTime();
        Process process = new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            awaitResponse(port, process);
            double answered = (System.nanoTime() - began) / NANOS_PER_MILLI;
            Client client = new Client(URI.create("http://localhost:" + port));
            client.post("/api/schedules", Client.schedule("first"), status);
            double created = (System.nanoTime() - began) / NANOS_PER_MILLI;
            return new Start(answered, created, Memory.peakResident(process.pid()));
        } finally {
            process.destroy();
            process.waitFor(20, TimeUnit.SECONDS);
        }
    }

    private static void awaitResponse(int port, Process process) {
        await("the first answer")
                .pollDelay(Duration.ZERO)
                .pollInterval(PAUSE)
                .atMost(LONGEST_START)
                .until(() -> hasResponse(port) || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException("It doesn't start");
        }
    }

    private static boolean hasResponse(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("GET /health HTTP/1.0\r\nHost: localhost:" + port + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
