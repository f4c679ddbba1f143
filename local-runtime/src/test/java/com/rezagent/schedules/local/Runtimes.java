package com.rezagent.schedules.local;

import com.rezagent.schedules.testing.RuntimeProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts local runtimes in processes of their own, from the class path of this JVM. */
final class Runtimes {
    private Runtimes() {}

    static RuntimeProcess start(String... arguments) throws IOException {
        return RuntimeProcess.start(command(List.of(), arguments));
    }

    /** Starts a process with a maximum heap size, e.g. {@code 64m}. */
    static RuntimeProcess startWithHeap(String size, String... arguments) throws IOException {
        return RuntimeProcess.start(command(List.of("-Xmx" + size), arguments));
    }

    /** Starts a process that cannot write files beyond a size, as on a full disk. */
    static RuntimeProcess startWithFilesUpTo(int kibibytes, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "ulimit -f " + kibibytes * 2 + "; exec \"$@\"", "sh"));
        command.addAll(command(List.of("-XX:-UsePerfData"), arguments));
        return RuntimeProcess.start(command);
    }

    private static List<String> command(List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
