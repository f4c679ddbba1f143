package com.rezagent.schedules.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.command.CommandJson.Delivery;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandJsonTest {
    private static final Instant PUBLISHED = Instant.parse("2025-11-06T20:00:00.123Z");
    private static final CommandJson JSON = new CommandJson(List.of(new ScheduleCommandReader()));
    private static final Delivery DELIVERY = new Delivery("message-1", PUBLISHED, Map.of());
    private static final ScheduleId ID = ScheduleName.parse("a").id();
    private static final JsonObject BODY = JsonObject.parse("{\"name\":\"a\",\"unknown\":[1.50]}");

    static Stream<Command> commands() {
        Command.Context context = new Command.Context(
                "cmd_1", "someone", Instant.parse("2025-11-06T20:00:00.000001Z"), Command.Origin.WEB_API);
        return Stream.of(
                new ScheduleCommand.Create(context, ID, BODY),
                new ScheduleCommand.Update(context, ID, BODY, 3L),
                new ScheduleCommand.Update(context, ID, BODY, null),
                new ScheduleCommand.Pause(context, ID),
                new ScheduleCommand.Resume(context, ID),
                new ScheduleCommand.Delete(context, ID),
                new ScheduleCommand.Trigger(context, ID));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_written_command_reads_back_unchanged(Command command) {
        TopicMessage message = CommandJson.write(command);
        Command read = JSON.read(message.body(), new Delivery("other", PUBLISHED, message.attributes()));
        assertThat(read).isEqualTo(command);
    }

    @Test
    void a_publisher_that_handles_a_conflict_says_so_in_an_attribute() {
        Command update = commands().toList().get(1);
        TopicMessage message = CommandJson.handlingConflict(update);

        Command read = JSON.read(message.body(), new Delivery("other", PUBLISHED, message.attributes()));

        assertThat(message.body()).isEqualTo(CommandJson.write(update).body());
        assertThat(read.context().handlesConflict()).isTrue();
        assertThat(update.context().handlesConflict()).isFalse();
    }

    @Test
    void missing_context_fields_default_to_the_topics_metadata() {
        Command command = JSON.read("{\"action\":\"create\",\"schedule\":{\"name\":\" a \"}}", DELIVERY);
        assertThat(command.subject().value()).isEqualTo(ID);
        assertThat(((ScheduleCommand) command).name()).contains(ScheduleName.parse("a"));
        assertThat(command.context())
                .isEqualTo(new Command.Context("message-1", "sns", PUBLISHED, Command.Origin.PUBLISHER));
    }

    @Test
    void schema_version_2_is_written_only_if_the_command_needs_it() {
        Command plain = new ScheduleCommand.Create(
                new Command.Context("cmd_1", "someone", PUBLISHED, Command.Origin.WEB_API), ID, BODY);
        Command.Context keyed = new Command.Context(
                "cmd_1", "someone", PUBLISHED, Command.Origin.WEB_API, PUBLISHED, RequestDigest.of("request"));
        Command paused = new ScheduleCommand.Create(
                plain.context(), ID, JsonObject.parse("{\"name\":\"a\",\"status\":\"paused\"}"));

        assertThat(CommandJson.write(plain).body())
                .doesNotContain("schema_version")
                .doesNotContain("request_sha256");
        for (Command command : List.of(new ScheduleCommand.Trigger(keyed, ID), paused)) {
            TopicMessage message = CommandJson.write(command);
            assertThat(message.body()).contains("\"schema_version\":2");
            assertThat(JSON.read(message.body(), new Delivery("other", PUBLISHED, message.attributes())))
                    .isEqualTo(command);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"6", "4294967299", "99999999999999999999"})
    void a_later_schema_version_is_transient_even_if_the_rest_is_invalid(String version) {
        String message = "{\"action\":\"teleport\",\"schema_version\":" + version + "}";
        assertThatThrownBy(() -> JSON.read(message, DELIVERY))
                .isInstanceOfSatisfying(
                        TransientException.class,
                        e -> assertThat(e.reason()).isEqualTo(TransientException.Reason.UNKNOWN_VERSION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "2.0", "\"2\"", "true", "[]", "1e400"})
    void a_schema_version_that_is_not_a_positive_integer_is_refused(String version) {
        Command command = JSON.read(
                "{\"action\":\"pause\",\"schedule_id\":\"" + ID + "\",\"schema_version\":" + version + "}", DELIVERY);
        assertThat(command).isInstanceOfSatisfying(ScheduleCommand.Malformed.class, malformed -> {
            assertThat(malformed.error().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(malformed.error().joinedDetails()).startsWith("schema_version: ");
        });
    }

    @Test
    void the_wait_starts_at_the_earlier_of_requested_at_and_topic_timestamp() {
        assertThat(waitsFrom("2025-11-06T20:04:30Z")).isEqualTo(PUBLISHED);
        assertThat(waitsFrom("2025-11-06T21:00:00Z")).as("ignored").isEqualTo(PUBLISHED);
        assertThat(waitsFrom("2025-11-06T19:59:00Z")).isEqualTo("2025-11-06T19:59:00Z");
    }

    private static Instant waitsFrom(String requestedAt) {
        return JSON.read(
                        "{\"action\":\"pause\",\"schedule_id\":\"" + ID + "\",\"requested_at\":\"" + requestedAt
                                + "\"}",
                        DELIVERY)
                .context()
                .waitStart();
    }

    @Test
    void a_requested_at_too_far_in_the_future_is_ignored() {
        Instant near = PUBLISHED.plus(Duration.ofMinutes(5));
        assertThat(issuedAt(near)).isEqualTo(near);
        assertThat(issuedAt(near.plusMillis(1))).isEqualTo(PUBLISHED);
    }

    private static Instant issuedAt(Instant requestedAt) {
        String json = "{\"action\":\"pause\",\"schedule_id\":\"" + ID + "\",\"requested_at\":\"" + requestedAt + "\"}";
        return JSON.read(json, DELIVERY).context().issuedAt();
    }

    @Test
    void requested_by_is_limited_to_the_key_size_of_the_creator_index() {
        assertThat(JSON.read(pauseBy("x".repeat(1_024)), DELIVERY)).isInstanceOf(ScheduleCommand.Pause.class);
        assertThat(JSON.read(pauseBy("x".repeat(1_025)), DELIVERY)).isInstanceOf(ScheduleCommand.Malformed.class);
        assertThat(JSON.read(pauseBy("水".repeat(682)), DELIVERY)).isInstanceOf(ScheduleCommand.Pause.class);
        assertThat(JSON.read(pauseBy("水".repeat(683)), DELIVERY)).isInstanceOf(ScheduleCommand.Malformed.class);
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
    void a_message_without_json_or_a_known_action_is_unreadable(String text) {
        assertThatThrownBy(() -> JSON.read(text, DELIVERY))
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
    void a_command_that_identifies_no_schedule_is_refused_with_details(String text) {
        assertThatThrownBy(() -> JSON.read(text, DELIVERY)).isInstanceOfSatisfying(RefusedException.class, it -> {
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
                "\"expected_version\":1.5",
                "\"request_sha256\":7",
                "\"request_sha256\":\"\"",
                "\"request_sha256\":\"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuF\"",
                "\"request_sha256\":\"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\""
            })
    void other_invalid_fields_result_in_a_malformed_command(String field) {
        String text = "{\"action\":\"update\",\"schedule_id\":\"" + ID + "\",\"schedule\":{}," + field + "}";
        assertThat(JSON.read(text, DELIVERY)).isInstanceOf(ScheduleCommand.Malformed.class);
    }

    @Test
    void a_digest_is_read_as_it_was_sent() {
        String digest = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
        String text = "{\"action\":\"pause\",\"schedule_id\":\"" + ID + "\",\"request_sha256\":\"" + digest + "\"}";

        assertThat(JSON.read(text, DELIVERY).context().requestDigest())
                .isEqualTo(digest)
                .isEqualTo(RequestDigest.of(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", " a ", "\\u0061"})
    void a_name_can_replace_the_schedule_id(String name) {
        for (String action : new String[] {"pause", "resume", "delete", "trigger"}) {
            String json = "{\"action\":\"" + action + "\",\"name\":\"" + name + "\"}";
            Command command = JSON.read(json, DELIVERY);
            assertThat(command.subject().value()).isEqualTo(ID);
            assertThat(command.context().sentName()).isEqualTo("a");
        }
        String update = "{\"action\":\"update\",\"name\":\"" + name + "\",\"schedule\":{}}";
        assertThat(JSON.read(update, DELIVERY).subject().value()).isEqualTo(ID);
    }

    @Test
    void an_id_together_with_a_name_is_malformed() {
        String json = "{\"action\":\"pause\",\"schedule_id\":\"" + ID + "\",\"name\":\"a\"}";

        assertThat(JSON.read(json, DELIVERY))
                .isInstanceOfSatisfying(
                        ScheduleCommand.Malformed.class,
                        it -> assertThat(it.error().details()).containsExactly("send name or schedule_id, not both"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"action":"pause"}                                  | schedule_id or name is required; an id looks like sched_…
            {"action":"pause","schedule_id":null,"name":null}   | schedule_id or name is required; an id looks like sched_…
            {"action":"pause","schedule_id":"a b"}              | schedule_id: is not a valid id, which looks like sched_…; correct it, or send the name
            {"action":"pause","schedule_id":7}                  | schedule_id: must be a string, not a number
            {"action":"pause","schedule_id":"a b","name":"a"}   | send name or schedule_id, not both; schedule_id: is not a valid id, which looks like sched_…; correct it, or send the name
            """)
    void the_refusal_of_a_command_that_identifies_no_schedule_says_what_to_send(String text, String details) {
        assertThatThrownBy(() -> JSON.read(text, DELIVERY))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        it -> assertThat(it.joinedDetails()).isEqualTo(details));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"\\u0007\"", "7", "{}"})
    void an_invalid_name_is_refused(String name) {
        assertThatThrownBy(() -> JSON.read("{\"action\":\"pause\",\"name\":" + name + "}", DELIVERY))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("name");
    }
}
