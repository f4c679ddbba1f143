package com.rezagent.schedules.local.smoke;

import com.rezagent.schedules.local.smoke.StageClient.NoReplyException;
import com.rezagent.schedules.local.smoke.StageClient.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * A stage's clock, which may differ from this machine's: a local runtime's clock can be fast or manual.
 */
abstract class StageClock {
    private static final String LOCAL_CLOCK = "/local/clock";

    /** Sleeps in real time. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration duration) throws InterruptedException;
    }

    /** Returns the stage's current time. */
    abstract Instant now() throws InterruptedException;

    /** Waits a short time before the next poll; advances a manual clock. */
    abstract void pause() throws InterruptedException;

    /** Returns the stage's seconds per real second; 0 for a manual clock, which only {@link #pause} advances. */
    abstract double speed();

    /** Returns a short description for the output. */
    abstract String description();

    /**
     * Returns the clock of a deployed stage.
     *
     * @param ahead how far the stage's {@code Date} header is ahead of this machine's clock
     */
    static StageClock real(InstantSource wall, Duration ahead, Sleeper sleeper) {
        return new StageClock() {
            private static final Duration PAUSE = Duration.ofSeconds(2);

            @Override
            Instant now() {
                return wall.instant().plus(ahead);
            }

            @Override
            void pause() throws InterruptedException {
                sleeper.sleep(PAUSE);
            }

            @Override
            double speed() {
                return 1;
            }

            @Override
            String description() {
                return "in real time";
            }
        };
    }

    /** Returns the clock of a local runtime. */
    static StageClock local(StageClient client, Reply first, Sleeper sleeper) {
        double speed = first.json().path("speed").asDouble(1);
        return new StageClock() {
            /** Step of a manual clock: short enough to observe the events within a minute in order. */
            private static final String STEP = "{\"advance\":\"PT15S\"}";

            private static final Duration PAUSE = Duration.ofMillis(200);

            @Override
            Instant now() throws InterruptedException {
                return read(client, "GET", "");
            }

            @Override
            void pause() throws InterruptedException {
                if (speed == 0) {
                    read(client, "POST", STEP);
                } else {
                    sleeper.sleep(PAUSE);
                }
            }

            @Override
            double speed() {
                return speed;
            }

            @Override
            String description() {
                if (speed == 0) {
                    return "on a manual clock, which this test advances";
                }
                return speed == 1 ? "in real time" : "at " + speed + " times real time";
            }
        };
    }

    private static Instant read(StageClient client, String method, String body) throws InterruptedException {
        try {
            Reply reply = client.send(method, LOCAL_CLOCK, body, Map.of());
            if (reply.status() == 200) {
                return Instant.parse(reply.text("now"));
            }
            throw new StepFailedException("the local runtime's clock cannot be read: " + reply.problem());
        } catch (NoReplyException e) {
            throw new StepFailedException("the local runtime's clock cannot be read: " + e.getMessage());
        }
    }
}
