package com.rezagent.schedules.contract;

import static com.rezagent.schedules.testing.Records.withComponent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandJson;
import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.command.Decision;
import com.rezagent.schedules.command.ExecutionCommand;
import com.rezagent.schedules.command.ExecutionCommandReader;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.command.ScheduleCommandReader;
import com.rezagent.schedules.contract.Mutations.Mutation;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Envelope;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.group.GroupCommand;
import com.rezagent.schedules.group.GroupCommandReader;
import com.rezagent.schedules.group.GroupDecider;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.Schedules;
import com.rezagent.schedules.schedule.Target;
import com.rezagent.schedules.schedule.TargetType;
import com.rezagent.schedules.testing.MemoryGroupStore;
import com.rezagent.schedules.testing.MemoryStore;
import com.rezagent.schedules.testing.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The message schemas are valid, accept what the system sends, and refuse what it refuses. */
class MessageSchemasTest {
    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";

    private final MessageSchemas schemas = new MessageSchemas();

    @TestFactory
    Stream<DynamicTest> every_schema_is_valid_json_schema_with_valid_examples() {
        return Map.of("command", schemas.command(), "envelope", schemas.envelope(), "notice", schemas.notice())
                .entrySet()
                .stream()
                .map(it -> DynamicTest.dynamicTest(it.getKey(), () -> {
                    assertThat(draft().violations("", it.getValue().json())).isEmpty();
                    visit(
                            "",
                            it.getValue().json(),
                            (pointer, node) -> node.path("examples")
                                    .forEach(example -> assertThat(it.getValue().violations(pointer, example))
                                            .as("%s %s", pointer, example)
                                            .isEmpty()));
                }));
    }

    private static SchemaDocument draft() {
        return SchemaDocument.ofIds(DRAFT, Map.of(DRAFT, SchemaDocument.resource("/draft/2020-12/schema")));
    }

    private interface Visitor {
        void visit(String pointer, JsonNode node);
    }

    private static void visit(String pointer, JsonNode node, Visitor visitor) {
        if (node.isObject() && !pointer.endsWith("/properties") && !pointer.endsWith("/$defs")) {
            visitor.visit(pointer, node);
        }
        node.properties().stream()
                .filter(it -> !it.getKey().equals("examples"))
                .forEach(it -> visit(pointer + "/" + it.getKey(), it.getValue(), visitor));
    }

    @TestFactory
    Stream<DynamicTest> every_sample_message_is_a_valid_command_except_the_one_that_is_not_json() {
        return Repository.samples("sns-").stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    TopicMessage message = message(Repository.sample(name));
                    if (name.equals("sns-not-json.json")) {
                        assertThatThrownBy(() -> schemas.commandViolations(message))
                                .isInstanceOf(RefusedException.class);
                    } else {
                        assertThat(schemas.commandViolations(message)).isEmpty();
                    }
                }));
    }

    @Test
    void each_action_has_a_sample_message() {
        Set<String> actions = new TreeSet<>();
        for (String name : Repository.samples("")) {
            JsonNode event = Json.parse(Repository.sample(name));
            String text = event.at("/Records/0/Sns/Message").asText();
            if (text.startsWith("{")) {
                actions.add(Json.parse(text).path("action").asText());
            }
        }

        assertThat(actions).containsAll(new ScheduleCommandReader().actions());
        assertThat(actions).containsAll(new GroupCommandReader().actions());
    }

    private static TopicMessage message(String event) {
        JsonNode sns = Json.parse(event).at("/Records/0/Sns");
        Map<String, String> attributes = new TreeMap<>();
        sns.path("MessageAttributes")
                .properties()
                .forEach(it ->
                        attributes.put(it.getKey(), it.getValue().path("Value").textValue()));
        return new TopicMessage(sns.path("Message").textValue(), attributes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{'action':'explode','schedule_id':'sched_0'}",
                "{'action':'pause'}",
                "{'action':'pause','schedule_id':''}",
                "{'action':'pause','schedule_id':'no id'}",
                "{'action':'pause','schedule_id':7}",
                "{'action':'pause','schedule_id':'sched_0','from':'2026-01-01T00:00:00Z'}",
                "{'action':'pause','schedule_id':'sched_0','until':'tomorrow'}",
                "{'action':'pause','schedule_id':'sched_0','reason':7}",
                "{'action':'pause','schedule_id':'sched_0','reason':'LONG'}",
                "{'action':'resume','schedule_id':'sched_0','until':'2026-01-01T00:00:00Z'}",
                "{'action':'trigger','schedule_id':'sched_0','until':'2025-11-10T06:00:00Z'}",
                "{'action':'move','schedule_id':'sched_0'}",
                "{'action':'move','schedule_id':'sched_0','group':'No Name'}",
                "{'action':'move','group':'billing'}",
                "{'action':'put_group'}",
                "{'action':'put_group','group':'Billing'}",
                "{'action':'put_group','group':'-billing'}",
                "{'action':'put_group','group':'billing','schedule_id':'sched_0'}",
                "{'action':'put_group','group':'billing','title':'LONG'}",
                "{'action':'put_group','group':'billing','defaults':{'payload':{}}}",
                "{'action':'put_group','group':'billing','defaults':{'retry_policy':{'maximum_retry_attempts':186}}}",
                "{'action':'put_group','group':'billing','notify':{'after_failures':0}}",
                "{'action':'put_group','group':'billing','notify':{'after_failures':101}}",
                "{'action':'put_group','group':'billing','notify':{'every':3}}",
                "{'action':'put_group','group':'billing','expected_version':-1}",
                "{'action':'put_group','group':'billing','until':'2026-01-01T00:00:00Z'}",
                "{'action':'pause_group','group':'billing','from':'tomorrow'}",
                "{'action':'pause_group','group':'billing','groups':['billing']}",
                "{'action':'resume_group','group':'billing','until':'2026-01-01T00:00:00Z'}",
                "{'action':'delete_group','group':'billing','expected_version':1}",
                "{'action':'delete_group'}",
                "{'action':'pause','schedule_id':'sched_0','schedule':{}}",
                "{'action':'pause','schedule_id':'sched_0','command_id':''}",
                "{'action':'pause','schedule_id':'sched_0','command_id':'a\\nb'}",
                "{'action':'pause','schedule_id':'sched_0','requested_at':'yesterday'}",
                "{'action':'pause','schedule_id':'sched_0','requested_at':1762459200}",
                "{'action':'create'}",
                "{'action':'create','schedule':[]}",
                "{'action':'create','schedule':{'name':'n'}}",
                "{'action':'create','schedule_id':'sched_0','schedule':SCHEDULE}",
                "{'action':'create','expected_version':1,'schedule':SCHEDULE}",
                "{'action':'create','schedule':SCHEDULE,'colour':'red'}",
                "{'action':'update','schedule':SCHEDULE}",
                "{'action':'update','schedule_id':'sched_0','schedule':SCHEDULE,'expected_version':-1}",
                "{'action':'update','schedule_id':'sched_0','schedule':SCHEDULE,'expected_version':1.5}",
                "{'action':'update','schedule_id':'sched_0','schedule':{'name':'n','payload':{}}}"
            })
    void schema_and_reader_refuse_an_invalid_command(String text) {
        String message = text.replace("SCHEDULE", Json.write(schedule()))
                .replace("LONG", "x".repeat(201))
                .replace('\'', '"');

        assertThat(schemas.command().violations("", Json.parse(message))).isNotEmpty();
        assertThat(isRefused(message)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name|7",
                "name|''",
                "schedule_expression|null",
                "schedule_expression|''",
                "timezone|''",
                "target_type|'email'",
                "target_type|'custom'",
                "target_topic_arn|'arn:aws:sns:us-east-1:123456789012:x'",
                "payload|null",
                "payload|[]",
                "arguments|[]",
                "start_date|'2025-11-07'",
                "flexible_time_window_minutes|0",
                "flexible_time_window_minutes|'5'",
                "retry_policy|{'maximum_retry_attempts':186}",
                "retry_policy|{'attempts':1}",
                "run_policy|7",
                "run_policy|{'report':true}",
                "run_policy|{'expect_report':true,'retry':{'maximum_attempts':21}}",
                "run_policy|{'expect_report':true,'retry':{'multiplier':1e400}}",
                "run_policy|{'expect_report':true,'retry':{'x':1}}",
                "run_policy|{'expect_report':true,'overlap':'SKIP'}",
                "colour|'red'",
                "status|'PAUSED'",
                "status|''",
                "status|5",
                "status|['paused']"
            })
    void schema_and_reader_refuse_a_definition_with_an_invalid_field(String change) {
        String[] parts = change.replace('\'', '"').split("\\|", 2);
        ObjectNode json = create();
        ((ObjectNode) json.path("schedule")).set(parts[0], Json.parse(parts[1]));

        assertThat(schemas.command().violations("", json)).isNotEmpty();
        assertThat(isRefused(Json.write(json))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'paused'", "'active'", "'pending'", "'failed'", "'completed'", "'deleted'", "null"})
    void schema_and_reader_accept_each_status_of_a_response(String status) {
        ObjectNode json = create();
        ((ObjectNode) json.path("schedule")).set("status", Json.parse(status.replace('\'', '"')));

        assertThat(schemas.command().violations("", json)).isEmpty();
        assertThat(isRefused(Json.write(json))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            notification | {"message":null}  | true
            notification | {"message":5}     | true
            notification | {"message":{}}    | true
            notification | {"message":""}    | false
            notification | {"message":"Hi"}  | false
            notification | {}                | false
            web_action   | {"message":null}  | false
            web_action   | {"message":5}     | false
            """)
    void schema_and_reader_require_a_string_as_the_message_of_a_notification(
            String target, String payload, boolean isRefused) {
        ObjectNode json = create();
        ((ObjectNode) json.path("schedule")).put("target_type", target).set("payload", Json.parse(payload));

        assertThat(!schemas.command().violations("", json).isEmpty()).isEqualTo(isRefused);
        assertThat(isRefused(Json.write(json))).isEqualTo(isRefused);
    }

    private static ObjectNode schedule() {
        return Json.parseObject(
                "{\"name\":\"n\",\"schedule_expression\":\"rate(1 day)\",\"target_type\":\"web_action\","
                        + "\"payload\":{}}");
    }

    private static ObjectNode create() {
        ObjectNode json = Json.object().put("action", "create");
        json.set("schedule", schedule());
        return json;
    }

    @Test
    void schema_and_reader_accept_the_sample_before_its_changes() {
        assertThat(schemas.command().violations("", create())).isEmpty();
        assertThat(isRefused(Json.write(create()))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'action':'put_group','group':'billing'}",
                "{'action':'put_group','group':'billing','title':null,'defaults':{'timezone':null},'expected_version':0}",
                "{'action':'put_group','group':'default','description':'d','reason':'r'}",
                "{'schema_version':5,'action':'put_group','group':'billing','notify':{'after_failures':100}}",
                "{'action':'put_group','group':'billing','notify':null}",
                "{'action':'pause_group','group':'default'}",
                "{'action':'pause_group','group':'default','from':'2026-01-01T00:00:00Z','until':'2026-01-02T00:00:00+01:00'}",
                "{'action':'resume_group','group':'default','reason':'r'}"
            })
    void schema_and_reader_accept_commands_of_groups(String text) {
        String message = text.replace('\'', '"');

        assertThat(schemas.command().violations("", Json.parse(message))).isEmpty();
        assertThat(isRefused(message)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `{"action":"retry","execution_id":"ID","attempt":2}`                  | true
            `{"action":"retry","execution_id":"ID","attempt":2,"reason":"r"}`     | true
            `{"action":"retry","execution_id":"ID"}`                              | false
            `{"action":"retry","execution_id":"ID","attempt":null}`               | false
            `{"action":"retry","execution_id":"ID","attempt":0}`                  | false
            `{"action":"retry","execution_id":"exec_0f3b9a6c2d1e4f5a8b7c6d5e4f3a2b1c","attempt":2}` | false
            `{"action":"acknowledge","execution_id":"ID"}`                        | true
            `{"action":"acknowledge","execution_id":"ID_07f32e2cb3ec"}`           | true
            `{"action":"acknowledge","execution_id":"exec_0f3b9a6c2d1e4f5a8b7c6d5e4f3a2b1c_m4b0c6c0e9a1d2f37"}` | true
            `{"action":"acknowledge","execution_id":"ID","attempt":2}`            | false
            `{"action":"acknowledge"}`                                            | false
            """)
    void schema_and_reader_agree_on_commands_of_executions(String text, boolean isAccepted) {
        String message = text.replace("ID", "exec_0f3b9a6c2d1e4f5a8b7c6d5e4f3a2b1c_20251107T110000Z");

        assertThat(schemas.command().violations("", Json.parse(message)).isEmpty())
                .isEqualTo(isAccepted);
        assertThat(isRefused(message)).isEqualTo(!isAccepted);
    }

    private static boolean isRefused(String message) {
        try {
            Command read = new CommandJson(List.of(
                            new ScheduleCommandReader(), new ExecutionCommandReader(), new GroupCommandReader()))
                    .read(message, new CommandJson.Delivery("m", Schedules.NOW, Map.of(CommandJson.ORIGIN, "web-api")));
            if (read instanceof ExecutionCommand) {
                return read instanceof ExecutionCommand.Malformed;
            }
            return (read instanceof GroupCommand ofGroup ? decided(ofGroup) : decided((ScheduleCommand) read))
                    instanceof Decision.Reject;
        } catch (RefusedException e) {
            return true;
        }
    }

    private static Decision<?> decided(ScheduleCommand command) {
        return new Decider(new DefinitionReader(Set.of(Schedules.CUSTOM_TOPIC)))
                .decide(Optional.empty(), command, Schedules.NOW);
    }

    private static Decision<?> decided(GroupCommand command) {
        MemoryGroupStore groups = new MemoryGroupStore();
        return new GroupDecider(GroupDecider.facts(groups, new MemoryStore()))
                .decide(Optional.empty(), command, Schedules.NOW);
    }

    /** Consumers of the first release read every later envelope: what is added may be absent, and they know all that may not. */
    @Test
    void the_envelope_has_the_required_fields_of_the_first_release_and_gains_only_optional_ones() throws IOException {
        JsonNode schema = Json.parse(Repository.text("docs/schemas/envelope.json"));
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(it -> required.add(it.textValue()));
        Set<String> optional = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(optional::add);
        required.forEach(optional::remove);

        assertThat(required)
                .containsExactlyInAnyOrder(
                        "version",
                        "id",
                        "created_date",
                        "created_by",
                        "stage",
                        "message_type",
                        "status",
                        "payload",
                        "arguments",
                        "updated_date",
                        "retry_count",
                        "schedule_id",
                        "schedule_name",
                        "scheduled_time");
        assertThat(optional).containsExactly("attempt", "execution_id", "report_by");
    }

    @Test
    void envelopes_of_executions_are_valid() {
        for (Definition definition : List.of(Schedules.definition("plain"), Schedules.fullDefinition("full"))) {
            ExecutionKey key = ExecutionKey.firing(definition.name().id(), Schedules.NOW);
            assertThat(schemas.envelopeViolations(
                            Envelope.of(definition, ResourceName.DEFAULT_GROUP, key, "dev", 1, Schedules.NOW)))
                    .isEmpty();
        }
    }

    /** Earlier releases accepted null. */
    @Test
    void the_envelope_of_a_stored_notification_with_the_message_null_has_its_name_as_the_message() {
        Definition stored = withComponent(
                withComponent(Schedules.definition("plain"), "target", new Target(TargetType.NOTIFICATION, null)),
                "payload",
                JsonObject.parse("{\"message\":null}"));

        TopicMessage message = Envelope.of(
                stored,
                ResourceName.DEFAULT_GROUP,
                ExecutionKey.firing(stored.name().id(), Schedules.NOW),
                "dev",
                1,
                Schedules.NOW);

        assertThat(schemas.envelopeViolations(message)).isEmpty();
        assertThat(Json.parse(message.body()).at("/payload/message").textValue())
                .isEqualTo("plain");
    }

    @Test
    void schema_refuses_invalid_envelopes() {
        Definition definition = Schedules.definition("plain");
        TopicMessage valid = Envelope.of(
                definition,
                ResourceName.DEFAULT_GROUP,
                ExecutionKey.firing(definition.name().id(), Schedules.NOW),
                "dev",
                1,
                Schedules.NOW);

        assertRefused(valid, json -> json.remove("payload"));
        assertRefused(valid, json -> json.put("colour", "red"));
        assertRefused(valid, json -> json.put("message_type", "notification"));
        assertRefused(valid, json -> json.put("message_type", "notify"));
        assertRefused(valid, json -> json.put("scheduled_time", "2025-11-06T20:00:00+01:00"));
        assertRefused(valid, json -> json.put("retry_count", 1));
        assertRefused(valid, json -> json.put("schedule_id", "no id"));
        assertRefused(
                valid,
                json -> json.set(
                        "payload",
                        Json.object().put("action", "schedule_exploded").put("message", "m")));
        assertThat(schemas.envelopeViolations(new TopicMessage(valid.body(), Map.of("stage", "dev"))))
                .isNotEmpty();
    }

    /**
     * Consumers rely on each message having every field with its type, and no other field, except that a notice about a
     * command may name another kind of resource.
     */
    @TestFactory
    Stream<DynamicTest> schema_refuses_every_single_change_of_an_envelope_or_a_notice() {
        List<ObjectNode> samples = new ArrayList<>();
        samples.add(schemas.envelope().json().at("/examples/0").deepCopy());
        schemas.notice().json().path("$defs").forEach(payload -> {
            ObjectNode notice = schemas.notice().json().at("/examples/0").deepCopy();
            samples.add(notice.<ObjectNode>set("payload", payload.at("/examples/0")));
        });
        return samples.stream()
                .map(sample ->
                        DynamicTest.dynamicTest(sample.at("/payload/action").asText(), () -> {
                            SchemaDocument schema = isNotice(sample) ? schemas.notice() : schemas.envelope();
                            assertThat(schema.violations("", sample)).isEmpty();
                            for (Mutation mutation : mutations(sample)) {
                                assertThat(schema.violations("", mutation.whole()))
                                        .as("%s", mutation)
                                        .isNotEmpty();
                            }
                        }));
    }

    private static List<Mutation> mutations(ObjectNode sample) {
        List<Mutation> mutations = new ArrayList<>(Mutations.of(sample));
        if (isNotice(sample)) {
            Mutations.of((ObjectNode) sample.path("payload")).forEach(it -> {
                ObjectNode whole = sample.deepCopy();
                JsonNode payload =
                        it.isUnknown() && isAboutCommand(sample) ? it.whole().put(it.field(), 1) : it.whole();
                whole.set("payload", payload);
                mutations.add(new Mutation("payload." + it.field(), it.before(), it.after(), whole));
            });
        }
        mutations.removeIf(it -> !it.isRemoved() && !it.isUnknown() && !it.isOfAnotherKind());
        assertThat(mutations).hasSizeGreaterThan(100);
        return mutations;
    }

    private static boolean isAboutCommand(ObjectNode notice) {
        return notice.at("/payload").has("command_id");
    }

    private static boolean isNotice(ObjectNode message) {
        return message.at("/payload/action").asText().startsWith("schedule_");
    }

    private void assertRefused(TopicMessage valid, Consumer<ObjectNode> change) {
        ObjectNode json = Json.parseObject(valid.body());
        change.accept(json);
        assertThat(schemas.envelopeViolations(new TopicMessage(Json.write(json), valid.attributes())))
                .as("%s", json)
                .isNotEmpty();
    }
}
