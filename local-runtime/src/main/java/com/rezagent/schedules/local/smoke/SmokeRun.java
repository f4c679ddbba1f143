package com.rezagent.schedules.local.smoke;

import com.rezagent.schedules.local.smoke.SmokeReport.Result;
import com.rezagent.schedules.local.smoke.SmokeReport.Row;
import com.rezagent.schedules.local.smoke.StageClient.NoReplyException;
import com.rezagent.schedules.local.smoke.StageClient.Reply;
import com.rezagent.schedules.local.smoke.StageClock.Sleeper;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** One smoke test of a stage: it creates schedules under a name of its own, watches them, and deletes them. */
final class SmokeRun {
    private static final String HEALTH = "health";
    private static final String LOCAL = "local";

    /** A signature holds for five minutes. */
    private static final Duration MOST_SKEW = Duration.ofMinutes(5);

    private final StageClient client;
    private final Machine machine;
    private final boolean keeps;
    private final Consumer<String> progress;
    private final List<Row> rows = new ArrayList<>();

    /**
     * What a run takes from this machine.
     *
     * @param wall its clock
     * @param nanoTime elapsed real time
     * @param prefix of this run's schedules, which no other run's has
     */
    record Machine(InstantSource wall, LongSupplier nanoTime, Sleeper sleeper, String prefix) {}

    /**
     * Prepares a run.
     *
     * @param keeps whether the schedules stay
     * @param progress takes a line for each thing that happens
     */
    SmokeRun(StageClient client, Machine machine, boolean keeps, Consumer<String> progress) {
        this.client = client;
        this.machine = machine;
        this.keeps = keeps;
        this.progress = progress;
    }

    /** A step that has begun. */
    private static final class Begun {
        private final Step step;
        private Duration took = Duration.ZERO;
        private String failure = "";

        Begun(Step step) {
            this.step = step;
        }
    }

    /** Runs a half of a step. */
    @FunctionalInterface
    private interface Half {
        String run() throws NoReplyException, InterruptedException;
    }

    /**
     * Runs all steps and deletes what they created. Where it is interrupted, it deletes as well, and the rows say so.
     *
     * @throws CannotRunException if the stage can't be tested; nothing was created then
     */
    SmokeReport run() {
        try {
            long start = machine.nanoTime().getAsLong();
            Reply health = health();
            Duration took = since(start);
            if (health.status() >= 500) {
                rows.add(new Row(
                        HEALTH,
                        Result.FAILED,
                        took,
                        "GET /health was answered " + health.problem() + "; the function's log says why"));
                return new SmokeReport(rows, List.of());
            }
            StageClock clock = clock(health);
            rows.add(new Row(
                    HEALTH,
                    Result.PASSED,
                    took,
                    "stage " + health.text("stage") + ", enabled, " + clock.description()));
            progress.accept("stage " + health.text("stage") + " at " + client.stage() + ", " + clock.description()
                    + "; schedules " + machine.prefix() + "*");
            return steps(new OwnSchedules(client, clock, machine.prefix(), machine.nanoTime()));
        } catch (InterruptedException e) {
            return new SmokeReport(rows, List.of());
        }
    }

    private SmokeReport steps(OwnSchedules schedules) {
        List<Begun> begun = new ArrayList<>();
        for (Step step : List.of(
                new FirstFiringStep(schedules),
                new CronStep(schedules),
                new ReplaceStep(schedules),
                new PauseStep(schedules),
                new TriggerStep(schedules))) {
            begun.add(new Begun(step));
        }
        Begun last = new Begun(new DeleteStep(schedules));
        try {
            for (Begun it : begun) {
                progress.accept("begin   " + it.step.title());
                run(it, () -> {
                    it.step.begin();
                    return "";
                });
            }
            for (Begun it : begun) {
                check(it);
            }
            if (keeps) {
                rows.add(new Row(
                        last.step.title(),
                        Result.NOT_RUN,
                        Duration.ZERO,
                        "kept: " + String.join(", ", schedules.ids())));
                return new SmokeReport(rows, List.of());
            }
            check(last);
        } catch (InterruptedException e) {
            progress.accept("interrupted; deleting what was created");
            begun.add(last);
            begun.stream()
                    .skip(rows.size() - 1L)
                    .forEach(it -> rows.add(new Row(it.step.title(), Result.NOT_RUN, it.took, "interrupted")));
        }
        return new SmokeReport(rows, keeps ? List.of() : cleanUp(schedules));
    }

    private List<String> cleanUp(OwnSchedules schedules) {
        Set<String> left = new LinkedHashSet<>();
        try {
            left.addAll(schedules.deleteAll());
        } catch (InterruptedException | RuntimeException e) {
            left.addAll(schedules.ids());
        }
        left.remove("");
        return List.copyOf(left);
    }

    private void check(Begun begun) throws InterruptedException {
        String note = "";
        if (begun.failure.isEmpty()) {
            progress.accept("waiting " + begun.step.title());
            note = run(begun, begun.step::check);
        }
        Row row = begun.failure.isEmpty()
                ? new Row(begun.step.title(), Result.PASSED, begun.took, note)
                : new Row(begun.step.title(), Result.FAILED, begun.took, begun.failure);
        rows.add(row);
        progress.accept(row.result().text() + "  " + row.step() + ": " + row.note());
    }

    private String run(Begun begun, Half half) throws InterruptedException {
        long start = machine.nanoTime().getAsLong();
        try {
            return half.run();
        } catch (StepFailedException | NoReplyException | CannotRunException e) {
            begun.failure = String.valueOf(e.getMessage());
            return "";
        } catch (RuntimeException e) {
            // Whatever a stage answers, what was created is deleted.
            begun.failure =
                    "the stage's answer can't be understood (" + e.getClass().getSimpleName() + ")";
            return "";
        } finally {
            begun.took = begun.took.plus(since(start));
        }
    }

    private Duration since(long start) {
        return Duration.ofNanos(machine.nanoTime().getAsLong() - start);
    }

    private Reply health() throws InterruptedException {
        Reply reply;
        try {
            reply = client.get("/health");
        } catch (NoReplyException e) {
            throw new CannotRunException(String.valueOf(e.getMessage()), e);
        }
        refuseSkew(ahead(reply));
        String message = reply.text("message");
        if (reply.status() == 401) {
            throw new CannotRunException("The stage takes bearer tokens and refused this request (401 " + message
                    + "); give a --token-command that prints a valid one");
        }
        if (reply.status() == 403) {
            throw new CannotRunException(
                    message.contains("expired")
                            ? "The AWS credentials have expired; get new ones, for example with aws sso login"
                            : "The stage refused the request (403 " + message
                                    + "); it wants a signature by an identity that"
                                    + " may execute-api:Invoke on it, with credentials that have not expired and the right"
                                    + " --region");
        }
        String mode = reply.text("dynamic_schedules");
        if (reply.status() < 500
                && (reply.status() != 200
                        || !reply.text("status").equals("ok")
                        || reply.text("stage").isEmpty()
                        || mode.isEmpty())) {
            throw new CannotRunException(
                    client.stage() + " is not an API of rez-agent schedules (GET /health was answered " + reply.status()
                            + "); take the URL from the stack's output ApiUrl");
        }
        if (reply.status() == 200 && !mode.equals("enabled")) {
            throw new CannotRunException("The stage is " + mode
                    + ", so it takes no changes; deploy it with DynamicSchedules=enabled to test it");
        }
        return reply;
    }

    private Duration ahead(Reply reply) {
        return reply.date()
                .map(it -> Duration.between(machine.wall().instant().truncatedTo(ChronoUnit.SECONDS), it))
                .orElse(Duration.ZERO);
    }

    private static void refuseSkew(Duration ahead) {
        if (ahead.abs().compareTo(MOST_SKEW) > 0) {
            throw new CannotRunException(
                    "This machine's clock is " + ahead.abs().toMinutes() + " minutes "
                            + (ahead.isNegative() ? "ahead of" : "behind")
                            + " the stage's; set it, since signatures and tokens hold for minutes only");
        }
    }

    private StageClock clock(Reply health) throws InterruptedException {
        if (health.text("stage").equals(LOCAL)) {
            try {
                Reply local = client.get("/local/clock");
                if (local.status() == 200) {
                    return StageClock.local(client, local, machine.sleeper());
                }
            } catch (NoReplyException e) {
                throw new CannotRunException(String.valueOf(e.getMessage()), e);
            }
        }
        return StageClock.real(machine.wall(), ahead(health), machine.sleeper());
    }

    /** Returns a prefix that no other run has. */
    static String prefix(String uuid) {
        return "smoke-" + uuid.substring(0, 8) + "-";
    }
}
