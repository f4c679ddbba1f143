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
 * Measures the time from the start of the local runtime's process to its first response, and to the first active
 * schedule. The baseline is the JDK's HTTP server, started and called in the same way. Reports medians of alternating
 * starts.
 */
record FirstResponse(int starts) implements Measurement {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final Duration PAUSE = Duration.ofMillis(3);
    private static final Duration LONGEST_START = Duration.ofMinutes(1);

    private record Start(double firstResponse, double firstCreate, String peakResident) {}

    @Override
    public Table run() throws Exception {
        List<Start> runtime = new ArrayList<>();
        List<Start> empty = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            runtime.add(start(runtime(), 201));
            empty.add(start(classPath(EmptyServer.class.getName()), 200));
        }
        Table table = new Table(
                "Local runtime: first response",
                "from the start of the process | first response, ms | first schedule created, ms | peak resident, MiB");
        row(table, "local runtime", runtime);
        row(table, "the JDK's HTTP server alone", empty);
        double ratio = Sampler.median(runtime, Start::firstResponse) / Sampler.median(empty, Start::firstResponse);
        return table.row("ratio", ratio, "", "");
    }

    private static void row(Table table, String name, List<Start> all) {
        String peak = all.get(all.size() / 2).peakResident();
        table.row(name, Sampler.median(all, Start::firstResponse), Sampler.median(all, Start::firstCreate), peak);
    }

    /** Returns the command that starts the local runtime: from its jar or, if that is not built, from the class path. */
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

    /**
     * Starts a process and measures its first responses.
     *
     * @param status the expected status of a create
     */
    private static Start start(List<String> command, int status) throws Exception {
        int port = freePort();
        List<String> whole = new ArrayList<>(command);
        whole.add(Integer.toString(port));
        long start = System.nanoTime();
        Process process = new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            awaitResponse(port, process);
            double firstResponse = (System.nanoTime() - start) / NANOS_PER_MILLI;
            Client client = new Client(URI.create("http://localhost:" + port));
            client.post("/api/schedules", Client.schedule("first"), status);
            double firstCreate = (System.nanoTime() - start) / NANOS_PER_MILLI;
            return new Start(firstResponse, firstCreate, Memory.peakResident(process.pid()));
        } finally {
            process.destroy();
            process.waitFor(20, TimeUnit.SECONDS);
        }
    }

    private static void awaitResponse(int port, Process process) {
        await("the first response")
                .pollDelay(Duration.ZERO)
                .pollInterval(PAUSE)
                .atMost(LONGEST_START)
                .until(() -> hasResponse(port) || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException("The process exited before its first response");
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
