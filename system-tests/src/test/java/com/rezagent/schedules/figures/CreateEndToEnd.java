package com.rezagent.schedules.figures;

import com.rezagent.schedules.local.LocalRuntime;
import com.rezagent.schedules.local.console.Console;
import com.rezagent.schedules.local.system.Functions;
import com.rezagent.schedules.local.system.LocalSettings;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.OutputStream;
import java.net.URI;
import org.assertj.core.util.Files;

/**
 * Measures a create over HTTP until its 201, when the schedule is active in store and engine: command, delivery, both
 * functions. One client sends one request after the other. The baseline is the same requests to the JDK's HTTP server.
 */
record CreateEndToEnd(int creates) implements Measurement {

    @Override
    public Table run() throws Exception {
        Table table = new Table(
                "Local runtime: create, end to end over HTTP", creates + " creates | p50, ms | p99, ms | max, ms");
        row(table, "in memory", LocalSettings.inMemory());
        File directory = Files.newTemporaryFolder();
        try {
            row(table, "in a file (`--data`)", LocalSettings.inMemory().withDataDirectory(directory.toPath()));
        } finally {
            Files.delete(directory);
        }
        HttpServer empty = EmptyServer.start(0);
        try {
            URI uri = URI.create("http://localhost:" + empty.getAddress().getPort());
            row(table, "the JDK's HTTP server alone", measure(new Client(uri), 200));
        } finally {
            empty.stop(0);
        }
        return table;
    }

    private void row(Table table, String name, LocalSettings settings) throws Exception {
        // Console output is formatted and then discarded.
        Console console = new Console(OutputStream.nullOutputStream());
        try (LocalRuntime runtime = LocalRuntime.start(settings, Functions.REAL, 0, console)) {
            row(table, name, measure(new Client(runtime.uri()), 201));
        }
    }

    private double[] measure(Client client, int status) throws Exception {
        for (int i = 0; i < creates / 4; i++) {
            client.post("/api/schedules", Client.schedule("warm-up " + i), status);
        }
        double[] took = new double[creates];
        for (int i = 0; i < creates; i++) {
            took[i] = client.post("/api/schedules", Client.schedule("measured " + i), status);
        }
        return took;
    }

    private static void row(Table table, String name, double[] took) {
        table.row(name, Sampler.percentile(took, 0.5), Sampler.percentile(took, 0.99), Sampler.percentile(took, 1));
    }
}
