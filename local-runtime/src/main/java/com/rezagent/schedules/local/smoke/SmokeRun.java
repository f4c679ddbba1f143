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

/** One smoke test of a stage: creates schedules, checks their firings, and deletes them. */
final class SmokeRun {
    private static final String HEALTH = "health";
    private static final String LOCAL = "local";

    /** AWS signatures are valid for five minutes. */
    private static final Duration MAX_SKEW = Duration.ofMinutes(5);

    private final StageClient client;
    private final Machine machine;
    private final boolean keepsSchedules;
    private final Consumer<String> progress;
    private final List<Row> rows = new ArrayList<>();

    /**
     * Clocks and random input of a run.
     *
     * @param wall this machine's clock
     * @param nanoTime monotonic real time in nanoseconds
     * @param prefix unique name prefix of this run's schedules
     */
    record Machine(InstantSource wall, LongSupplier nanoTime, Sleeper sleeper, String prefix) {}

    /**
     * Creates a run.
     *
     * @param keepsSchedules whether to leave the schedules in the stage
     * @param progress receives a progress line for each event
     */
    SmokeRun(StageClient client, Machine machine, boolean keepsSchedules, Consumer<String> progress) {
        this.client = client;
        this.machine = machine;
        this.keepsSchedules = keepsSchedules;
        this.progress = progress;
    }

    /** A step with the time it has taken and its error, if it has failed. */
    private static final class StepRun {
        private final Step step;
        private Duration took = Duration.ZERO;
        private String failure = "";

        StepRun(Step step) {
            this.step = step;
        }
    }

    /** A part of a step, {@code begin} or {@code check}, that returns a note. */
    @FunctionalInterface
    private interface Phase {
        String run() throws NoReplyException, InterruptedException;
    }

    /**
     * Runs all steps and deletes the schedules that they created, also if the run is interrupted. The remaining steps
     * are then reported as not run.
     *
     * @throws CannotRunException if the stage cannot be tested; no schedule was created
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
                        "GET /health returned " + health.problem() + "; check the function's log"));
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
            return steps(new TestSchedules(client, clock, machine.prefix(), machine.nanoTime()));
        } catch (InterruptedException e) {
            return new SmokeReport(rows, List.of());
        }
    }

    private SmokeReport steps(TestSchedules schedules) {
        List<StepRun> stepRuns = new ArrayList<>();
        for (Step step : List.of(
                new FirstFiringStep(schedules),
                new CronStep(schedules),
                new ReplaceStep(schedules),
                new PauseStep(schedules),
                new SkipStep(schedules),
                new TriggerStep(schedules))) {
            stepRuns.add(new StepRun(step));
        }
        StepRun last = new StepRun(new DeleteStep(schedules));
        try {
            for (StepRun it : stepRuns) {
                progress.accept("begin   " + it.step.title());
                run(it, () -> {
                    it.step.begin();
                    return "";
                });
            }
            for (StepRun it : stepRuns) {
                check(it);
            }
            if (keepsSchedules) {
                rows.add(new Row(
                        last.step.title(),
                        Result.NOT_RUN,
                        Duration.ZERO,
                        "not deleted (--keep): " + String.join(", ", schedules.ids())));
                return new SmokeReport(rows, List.of());
            }
            check(last);
        } catch (InterruptedException e) {
            progress.accept("interrupted; deleting the schedules that were created");
            stepRuns.add(last);
            stepRuns.stream()
                    .skip(rows.size() - 1L)
                    .forEach(it -> rows.add(new Row(it.step.title(), Result.NOT_RUN, it.took, "interrupted")));
        }
        return new SmokeReport(rows, keepsSchedules ? List.of() : cleanUp(schedules));
    }

    private List<String> cleanUp(TestSchedules schedules) {
        Set<String> left = new LinkedHashSet<>();
        try {
            left.addAll(schedules.deleteAll());
        } catch (InterruptedException | RuntimeException e) {
            left.addAll(schedules.ids());
        }
        left.remove("");
        return List.copyOf(left);
    }

    private void check(StepRun stepRun) throws InterruptedException {
        String note = "";
        if (stepRun.failure.isEmpty()) {
            progress.accept("waiting " + stepRun.step.title());
            note = run(stepRun, stepRun.step::check);
        }
        Row row = stepRun.failure.isEmpty()
                ? new Row(stepRun.step.title(), Result.PASSED, stepRun.took, note)
                : new Row(stepRun.step.title(), Result.FAILED, stepRun.took, stepRun.failure);
        rows.add(row);
        progress.accept(row.result().text() + "  " + row.step() + ": " + row.note());
    }

    private String run(StepRun stepRun, Phase phase) throws InterruptedException {
        long start = machine.nanoTime().getAsLong();
        try {
            return phase.run();
        } catch (StepFailedException | NoReplyException | CannotRunException e) {
            stepRun.failure = String.valueOf(e.getMessage());
            return "";
        } catch (RuntimeException e) {
            // An unexpected response fails the step, and the schedules are still deleted.
            stepRun.failure =
                    "unexpected response of the stage (" + e.getClass().getSimpleName() + ")";
            return "";
        } finally {
            stepRun.took = stepRun.took.plus(since(start));
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
        if (reply.status() == 401) {
            throw new CannotRunException("The stage requires a bearer token and refused the request (" + reply.problem()
                    + "); use a --token-command that prints a valid token");
        }
        if (reply.status() == 403) {
            throw new CannotRunException(forbidden(reply));
        }
        String mode = reply.text("dynamic_schedules");
        if (reply.status() < 500
                && (reply.status() != 200
                        || !reply.text("status").equals("ok")
                        || reply.text("stage").isEmpty()
                        || mode.isEmpty())) {
            throw new CannotRunException(client.stage() + " is not an API of rez-agent schedules (GET /health returned "
                    + reply.status() + "); use the URL in the stack's output ApiUrl");
        }
        if (reply.status() == 200 && !mode.equals("enabled")) {
            throw new CannotRunException("The stage is " + mode
                    + " and accepts no changes; deploy it with DynamicSchedules=enabled to test it");
        }
        return reply;
    }

    private String forbidden(Reply reply) {
        if (reply.text("message").contains("expired")) {
            return "The AWS credentials have expired; renew them, for example with aws sso login";
        }
        String refused = "The stage refused the request (" + reply.problem() + ")";
        return client.sendsCredentials()
                ? refused
                        + "; sign with an identity that is allowed execute-api:Invoke on it, credentials that have not"
                        + " expired, and the right --region"
                : refused
                        + ", which had no signature; leave out --no-sign, or for this machine add --region, to sign it,"
                        + " and check that --stage-url is right";
    }

    private Duration ahead(Reply reply) {
        return reply.date()
                .map(it -> Duration.between(machine.wall().instant().truncatedTo(ChronoUnit.SECONDS), it))
                .orElse(Duration.ZERO);
    }

    private static void refuseSkew(Duration ahead) {
        if (ahead.abs().compareTo(MAX_SKEW) > 0) {
            throw new CannotRunException(
                    "This machine's clock is " + ahead.abs().toMinutes() + " minutes "
                            + (ahead.isNegative() ? "ahead of" : "behind")
                            + " the stage's; set it, since signatures and tokens are valid for a few minutes only");
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

    /** Returns a unique name prefix for a run's schedules. */
    static String prefix(String uuid) {
        return "smoke-" + uuid.substring(0, 8) + "-";
    }
}
