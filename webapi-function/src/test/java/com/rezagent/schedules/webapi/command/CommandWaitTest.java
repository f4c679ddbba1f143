package com.rezagent.schedules.webapi.command;

import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long the API waits for a command before it returns 202. */
class CommandWaitTest {
    private final FakeStage stage = new FakeStage();

    private Response post(String prefer) {
        Request request = Request.post("/api/schedules").json(teeTime());
        return stage.send(prefer == null ? request : request.header("Prefer", prefer));
    }

    private void deliverAfter(Duration wait) {
        stage.topics.subscribe(stage.scheduler::hold);
        stage.sleeper.after(wait, stage.scheduler::deliverHeld);
    }

    @Test
    void without_a_preference_it_waits_300_ms_with_growing_pauses() {
        stage.topics.subscribe(stage.scheduler::hold);

        assertThat(post(null).status()).isEqualTo(202);

        assertThat(stage.sleeper.waited()).isEqualTo(Duration.ofMillis(300));
        assertThat(stage.sleeper.pauses()).extracting(Duration::toMillis).containsExactly(10L, 20L, 40L, 80L, 150L);
        assertThat(stage.store.readCount()).isEqualTo(5);
    }

    @Test
    void returns_201_when_the_command_settles_within_the_wait() {
        deliverAfter(Duration.ofMillis(290));

        assertThat(post(null).status()).isEqualTo(201);
    }

    @Test
    void returns_202_when_the_command_settles_after_the_wait() {
        deliverAfter(Duration.ofMillis(310));

        assertThat(post(null).status()).isEqualTo(202);
    }

    @Test
    void a_preferred_wait_is_applied_and_reported() {
        deliverAfter(Duration.ofMillis(4_900));

        Response response = post("wait=5");

        assertThat(response.status()).isEqualTo(201);
        assertThat(response.header("Preference-Applied")).isEqualTo("wait=5");
    }

    @Test
    void no_pause_is_longer_than_250_ms() {
        stage.topics.subscribe(stage.scheduler::hold);

        post("wait=10");

        assertThat(stage.sleeper.waited()).isEqualTo(Duration.ofSeconds(10));
        assertThat(stage.sleeper.pauses()).allMatch(pause -> pause.toMillis() <= 250);
    }

    @Test
    void a_wait_of_zero_reads_once() {
        stage.topics.subscribe(stage.scheduler::hold);

        Response response = post("wait=0");

        assertThat(response.status()).isEqualTo(202);
        assertThat(response.header("Preference-Applied")).isEqualTo("wait=0");
        assertThat(stage.sleeper.pauses()).isEmpty();
        assertThat(stage.store.readCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=60 | wait=10",
                "WAIT = 2 | wait=2",
                "wait=\"3\" | wait=3",
                "respond-async, wait=1; foo=bar | wait=1",
                "wait=4, wait=9 | wait=4"
            })
    void preferences_are_parsed_as_rfc_7240_says(String prefer, String applied) {
        assertThat(post(prefer).header("Preference-Applied")).isEqualTo(applied);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "wait", "wait=", "wait=-1", "wait=1.5", "wait=soon", "wait=99999999999", "await=3", ";;,=,"})
    void malformed_and_unknown_preferences_are_ignored(String prefer) {
        stage.topics.subscribe(stage.scheduler::hold);

        Response response = post(prefer);

        assertThat(response.status()).isEqualTo(202);
        assertThat(response.header("Preference-Applied")).isNull();
        assertThat(stage.sleeper.waited()).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void returns_202_when_the_command_is_decided_but_not_converged() {
        stage.topics.subscribe((id, message) -> stage.scheduler.decide(id, message));

        Response response = post(null);

        assertThat(response.status()).isEqualTo(202);
        assertThat(response.text("status")).isEqualTo("pending");
        assertThat(response.header("ETag")).isNotNull();
    }

    @Test
    void a_stopped_system_clock_does_not_lengthen_the_wait() {
        stage.topics.subscribe(stage.scheduler::hold);

        post(null);

        assertThat(stage.clock.instant()).isEqualTo(FakeStage.NOW);
        assertThat(stage.sleeper.waited()).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void returns_202_when_reads_fail_after_publishing() {
        stage.store.beforeRead(() -> {
            throw new TransientException(TransientException.Reason.THROTTLED, "throttled");
        });

        Response response = post(null);

        assertThat(response.status()).isEqualTo(202);
        assertThat(response.text("status")).isEqualTo("pending");
        assertThat(stage.logged("record_not_read")).isNotEmpty();
    }

    @Test
    void a_failed_read_is_repeated() {
        boolean[] failed = {false};
        stage.store.beforeRead(() -> {
            if (!failed[0]) {
                failed[0] = true;
                throw new TransientException(TransientException.Reason.TIMED_OUT, "timed out");
            }
        });

        assertThat(post(null).status()).isEqualTo(201);
    }

    @Test
    void an_interrupt_ends_the_wait() {
        stage.topics.subscribe((id, message) -> Thread.currentThread().interrupt());

        Response response = post("wait=10");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(response.status()).isEqualTo(202);
        assertThat(stage.store.readCount()).isEqualTo(1);
    }
}
