package com.rezagent.schedules.docs;

import java.util.ArrayList;
import java.util.List;

/**
 * The steps that are done one after the other with a runtime that was just started.
 *
 * @param line where the comment stands that begins it
 * @param options what the runtime is started with, its port aside
 */
record Scene(int line, List<String> options, List<Step> steps) {
    /** One without steps yet. */
    static Scene starting(int line, String options) {
        return new Scene(line, List.of(options.trim().split(" +")), new ArrayList<>());
    }
}
