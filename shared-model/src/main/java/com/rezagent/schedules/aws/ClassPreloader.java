package com.rezagent.schedules.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Loads classes of a first request beside a cold start, in threads of their own: most of a cold start is loading, and
 * most of what is loaded is the SDK's, a client at a time. A function that is to be snapshot is primed instead.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html">AWS_LAMBDA_INITIALIZATION_TYPE</a>
 */
public final class ClassPreloader {
    private static final String INITIALIZATION_TYPE = "AWS_LAMBDA_INITIALIZATION_TYPE";
    private static final String ON_DEMAND = "on-demand";

    private ClassPreloader() {}

    /**
     * Begins each of these; nobody waits for it, or hears of its failure: what needs the classes then loads them itself.
     *
     * @param environment says how the process is started; only one that Lambda started on demand gains by this
     * @param loads calls over clients that send nothing
     * @return the threads that were started
     */
    public static List<Thread> give(Map<String, String> environment, Runnable... loads) {
        if (!ON_DEMAND.equals(environment.get(INITIALIZATION_TYPE))) {
            return List.of();
        }
        List<Thread> threads = new ArrayList<>();
        for (Runnable load : loads) {
            Thread thread = new Thread(() -> attempt(load), "head-start");
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
            // An answer made up for all calls lacks what some of them look for; what they need is loaded all the same.
            return;
        }
    }
}
