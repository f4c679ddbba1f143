package com.rezagent.schedules.simulation;

import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.simulation.ReferenceModel.Response;
import java.util.ArrayList;
import java.util.List;

/** Compares what a world told of a command with what a reference model says. */
final class Outcomes {
    private Outcomes() {}

    /**
     * Returns how the outcome of each delivery, which the log contains, and the notices of a command differ.
     *
     * @param expected the responses of the model, one for each delivery that was not deferred
     * @param isRedelivered whether a command may have been delivered more than once
     */
    static List<String> differences(
            SimulatedWorld world, String commandId, List<Response> expected, boolean isRedelivered) {
        List<String> differences = new ArrayList<>();
        List<LogEvent> logged = world.logged.stream()
                .filter(it -> it.name().equals("command_decided") || it.name().equals("command_redelivered"))
                .filter(it -> it.text("command_id").equals(commandId))
                .toList();
        boolean isSame = expected.size() == logged.size();
        for (int i = 0; isSame && i < expected.size(); i++) {
            isSame = matches(expected.get(i), logged.get(i));
        }
        if (!isSame) {
            differences.add(commandId + " has the outcomes "
                    + logged.stream()
                            .map(it -> (it.text("result") + " " + it.text("code")).strip())
                            .toList()
                    + " instead of " + expected);
        }
        List<String> notices = world.notices().stream()
                .filter(it -> it.payload().path("command_id").asText().equals(commandId))
                .map(Notice::id)
                .toList();
        // Without a record no outcome is stored, so a redelivered refusal is decided again.
        long expectedNotices = expected.stream()
                .filter(Response::isNotified)
                .map(Response::result)
                .distinct()
                .count();
        if (notices.stream().distinct().count() != expectedNotices || !isRedelivered && notices.size() > 1) {
            differences.add(notices.size() + " notices of " + commandId + " with the outcomes " + expected);
        }
        return differences;
    }

    /** The log event of a redelivery has no code. */
    private static boolean matches(Response response, LogEvent event) {
        String code = event.name().equals("command_decided") ? event.text("code") : response.code();
        return response.matches(event.text("result"), code);
    }
}
