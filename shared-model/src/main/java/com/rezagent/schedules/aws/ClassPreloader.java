package com.rezagent.schedules.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Loads the classes that a first request needs in background threads, in parallel with the rest of a cold start. Most
 * of a cold start is class loading, and most of the loaded classes belong to the SDK, in groups of one client each. A
 * function with SnapStart is primed instead.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html">AWS_LAMBDA_INITIALIZATION_TYPE</a>
 */
public final class ClassPreloader {
    private static final String INITIALIZATION_TYPE = "AWS_LAMBDA_INITIALIZATION_TYPE";
    private static final String ON_DEMAND = "on-demand";

    private ClassPreloader() {}

    /**
     * Starts each load in a daemon thread and does not wait for it. Failures are ignored: the code that needs the
     * classes then loads them itself.
     *
     * @param environment environment variables of the process; only a process that Lambda started on demand benefits
     * @param loads calls over stubbed clients
     * @return the started threads; empty if the process was not started on demand
     */
    public static List<Thread> start(Map<String, String> environment, Runnable... loads) {
        if (!ON_DEMAND.equals(environment.get(INITIALIZATION_TYPE))) {
            return List.of();
        }
        List<Thread> threads = new ArrayList<>();
        for (Runnable load : loads) {
            Thread thread = new Thread(() -> attempt(load), "class-preloader");
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    private static void attempt(Runnable load) {
        try {
            load.run();
        } catch (RuntimeException | LinkageError e) {
            // The stubbed response lacks fields that some calls need; their classes are loaded nevertheless.
            return;
        }
    }
}
