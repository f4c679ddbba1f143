package com.rezagent.schedules.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.command.CommandJson.Delivery;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.topic.TopicMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandJsonTest {
    private static final Instant PUBLISHED = Instant.parse("2025-11-06T20:00:00.123Z");
    private static final Delivery DELIVERY = new Delivery("message-1", PUBLISHED, Map.of());
    private static final ScheduleId ID = ScheduleName.parse("a").id();
    private static final JsonObject BODY = JsonObject.parse("{\"name\":\"a\",\"unknown\":[1.50]}");

    static Stream<Command> commands() {
        Command.Context context = new Command.Context(
                "cmd_1", "someone", Instant.parse("2025-11-06T20:00:00.000001Z"), Command.Origin.WEB_API);
        return Stream.of(
                new Command.Create(context, ID, BODY),
                new Command.Update(context, ID, BODY, 3L),
                new Command.Update(context, ID, BODY, null),
                new Command.Pause(context, ID),
                new Command.Resume(context, ID),
                new Command.Delete(context, ID),
                new Command.Trigger(context, ID));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void what_the_api_writes_reads_back(Command command) {
        TopicMessage message = CommandJson.write(command);
        Command read = CommandJson.read(message.body(), new Delivery("other", PUBLISHED, message.attributes()));
        assertThat(read).isEqualTo(command);
    }

    @Test
    void in_the_bare_form_the_topic_stands_in_for_what_is_missing() {
        Command command = CommandJson.read("{\"action\":\"create\",\"schedule\":{\"name\":\" a \"}}", DELIVERY);
        assertThat(command.scheduleId()).isEqualTo(ID);
        assertThat(command.context())
                .isEqualTo(new Command.Context("message-1", "sns", PUBLISHED, Command.Origin.PUBLISHER));
    }

    @Test
    void a_command_says_version_2_just_where_it_needs_it() {
        Command plain = new Command.Create(
                new Command.Context("cmd_1", "someone", PUBLISHED, Command.Origin.WEB_API), ID, BODY);
        Command.Context keyed = new Command.Context(
                "cmd_1", "someone", PUBLISHED, Command.Origin.WEB_API, PUBLISHED, RequestDigest.of("request"));
        Command paused =
                new Command.Create(plain.context(), ID, JsonObject.parse("{\"name\":\"a\",\"status\":\"paused\"}"));

        assertThat(CommandJson.write(plain).body())
                .doesNotContain("schema_version")
                .doesNotContain("request_sha256");
        for (Command command : List.of(new Command.Trigger(keyed, ID), paused)) {
            TopicMessage message = CommandJson.write(command);
            assertThat(message.body()).contains("\"schema_version\":2");
            assertThat(CommandJson.read(message.body(), new Delivery("other", PUBLISHED, message.attributes())))
                    .isEqualTo(command);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "4294967299", "99999999999999999999"})
    void a_version_of_a_later_release_is_retried_whatever_else_it_says(String version) {
        String message = "{\"action\":\"teleport\",\"schema_version\":" + version + "}";
        assertThatThrownBy(() -> CommandJson.read(message, DELIVERY))
                .isInstanceOfSatisfying(
                        TransientException.class,
                        e -> assertThat(e.reason()).isEqualTo(TransientException.Reason.UNKNOWN_VERSION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "2.0", "\"2\"", "true", "[]", "1e400"})
    void a_version_that_is_no_whole_number_from_1_is_refused(String version) {
        Command command = CommandJson.read(
                "{\"action\":\"pause\",\"schedule_id\":\"" + ID + "\",\"schema_version\":" + version + "}", DELIVERY);
        assertThat(command).isInstanceOfSatisfying(Command.Malformed.class, malformed -> {
            assertThat(malformed.error().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(malformed.error().joinedDetails()).startsWith("schema_version: ");
        });
    }

    @Test
    void a_command_waits_from_the_earlier_of_its_own_time_and_the_topics() {
        assertThat(waitsFrom("2025-11-06T20:04:30Z")).isEqualTo(PUBLISHED);
        assertThat(waitsFrom("2025-11-06T21:00:00Z")).as("not believed").isEqualTo(PUBLISHED);
        assertThat(waitsFrom("2025-11-06T19:59:00Z")).isEqualTo("2025-11-06T19:59:00Z");
    }

    private static Instant waitsFrom(String requestedAt) {
        return CommandJson.read(
                        "{\"action\":\"pause\",\"schedule_id\":\"" + ID + "\",\"requested_at\":\"" + requestedAt
                                + "\"}",
                        DELIVERY)
                .context()
                .waitsFrom();
    }

    @Test
    void a_requested_at_from_the_future_is_not_believed() {
        Instant near = PUBLISHED.plus(Duration.ofMinutes(5));
        assertThat(issuedAt(near)).isEqualTo(near);
        assertThat(issuedAt(near.plusMillis(1))).isEqualTo(PUBLISHED);
    }

    private static Instant issuedAt(Instant requestedAt) {
        String json = "{\"action\":\"pause\",\"schedule_id\":\"" + ID + "\",\"requested_at\":\"" + requestedAt + "\"}";
        return CommandJson.read(json, DELIVERY).context().issuedAt();
    }

    @Test
    void who_asks_is_no_longer_than_the_index_of_creators_takes() {
        assertThat(CommandJson.read(pauseBy("x".repeat(1_024)), DELIVERY)).isInstanceOf(Command.Pause.class);
        assertThat(CommandJson.read(pauseBy("x".repeat(1_025)), DELIVERY)).isInstanceOf(Command.Malformed.class);
        assertThat(CommandJson.read(pauseBy("水".repeat(682)), DELIVERY)).isInstanceOf(Command.Pause.class);
        assertThat(CommandJson.read(pauseBy("水".repeat(683)), DELIVERY)).isInstanceOf(Command.Malformed.class);
    }

    private static String pauseBy(String name) {
        return "{\"action\":\"pause\",\"schedule_id\":\"" + ID + "\",\"requested_by\":\"" + name + "\"}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[]",
                "null",
                "{}",
                "{\"action\":1}",
                "{\"action\":\"explode\"}",
                "{\"action\":\"CREATE\"}",
                "{\"action\":\"pause\",\"action\":\"delete\"}"
            })
    void what_is_not_json_or_names_no_known_action_is_unreadable(String text) {
        assertThatThrownBy(() -> CommandJson.read(text, DELIVERY))
                .isInstanceOfSatisfying(
                        RefusedException.class, it -> assertThat(it.code()).isEqualTo(ErrorCode.UNREADABLE_COMMAND));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\":\"create\"}",
                "{\"action\":\"create\",\"schedule\":[]}",
                "{\"action\":\"create\",\"schedule\":{}}",
                "{\"action\":\"create\",\"schedule\":{\"name\":7}}",
                "{\"action\":\"create\",\"schedule\":{\"name\":\"\"}}",
                "{\"action\":\"pause\"}",
                "{\"action\":\"pause\",\"schedule_id\":7}",
                "{\"action\":\"pause\",\"schedule_id\":\"a b\"}"
            })
    void what_names_no_schedule_is_refused_with_a_reason(String text) {
        assertThatThrownBy(() -> CommandJson.read(text, DELIVERY))
                .isInstanceOfSatisfying(RefusedException.class, it -> {
                    assertThat(it.code()).isNotEqualTo(ErrorCode.UNREADABLE_COMMAND);
                    assertThat(it.details()).isNotEmpty();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"surprise\":1",
                "\"command_id\":7",
                "\"command_id\":\"\"",
                "\"command_id\":\"\\ud800\"",
                "\"requested_by\":\"\\ud800\"",
                "\"requested_by\":\"\\u0007\"",
                "\"requested_at\":\"yesterday\"",
                "\"expected_version\":-1",
                "\"expected_version\":\"1\"",
                "\"expected_version\":1.5"
            })
    void other_faults_are_kept_for_the_schedule_that_the_command_names(String field) {
        String text = "{\"action\":\"update\",\"schedule_id\":\"" + ID + "\",\"schedule\":{}," + field + "}";
        assertThat(CommandJson.read(text, DELIVERY)).isInstanceOf(Command.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", " a ", "\\u0061"})
    void a_name_stands_in_for_the_id(String name) {
        for (String action : new String[] {"pause", "resume", "delete", "trigger"}) {
            String json = "{\"action\":\"" + action + "\",\"name\":\"" + name + "\"}";
            assertThat(CommandJson.read(json, DELIVERY).scheduleId()).isEqualTo(ID);
        }
        String update = "{\"action\":\"update\",\"name\":\"" + name + "\",\"schedule\":{}}";
        assertThat(CommandJson.read(update, DELIVERY).scheduleId()).isEqualTo(ID);
    }

    @Test
    void an_id_and_a_name_are_one_too_many() {
        String json = "{\"action\":\"pause\",\"schedule_id\":\"" + ID + "\",\"name\":\"a\"}";

        assertThat(CommandJson.read(json, DELIVERY)).isInstanceOf(Command.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"\\u0007\"", "7", "{}"})
    void what_is_no_name_names_no_schedule(String name) {
        assertThatThrownBy(() -> CommandJson.read("{\"action\":\"pause\",\"name\":" + name + "}", DELIVERY))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("name");
    }
}
