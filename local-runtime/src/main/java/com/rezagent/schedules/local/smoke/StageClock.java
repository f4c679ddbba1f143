package com.rezagent.schedules.local.smoke;

import com.rezagent.schedules.local.smoke.StageClient.NoReplyException;
import com.rezagent.schedules.local.smoke.StageClient.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * A stage's time, which may differ from this machine's: a local runtime's clock can be fast, or stand still until it is
 * moved.
 */
abstract class StageClock {
    private static final String LOCAL_CLOCK = "/local/clock";

    /** Lets real time go by. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration duration) throws InterruptedException;
    }

    /** What the stage's clock shows. */
    abstract Instant now() throws InterruptedException;

    /** Lets a little time go by, so that it is worth looking again. */
    abstract void pause() throws InterruptedException;

    /** Seconds of the stage in a second of this machine; 0 where only {@link #pause} moves the clock. */
    abstract double speed();

    /** Returns how the clock is, in a few words. */
    abstract String description();

    /** Returns a clock that is as far from this machine's as the stage's {@code Date} header. */
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
            /** What a manual clock is moved by: short enough to see what comes in a minute in its order. */
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
                    return "on a manual clock, which this test moves";
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
            throw new StepFailedException("the local runtime's clock can't be read: " + reply.problem());
        } catch (NoReplyException e) {
            throw new StepFailedException("the local runtime's clock can't be read: " + e.getMessage());
        }
    }
}
