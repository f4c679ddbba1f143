package com.rezagent.schedules.docs;

import java.util.ArrayList;
import java.util.List;

/**
 * A sequence of steps that run against a newly started local runtime.
 *
 * @param line the line of the comment that begins the scene
 * @param options the options of the local runtime, without its port
 */
record Scene(int line, List<String> options, List<Step> steps) {
    /** Returns a scene without steps. */
    static Scene starting(int line, String options) {
        return new Scene(line, List.of(options.trim().split(" +")), new ArrayList<>());
    }
}
