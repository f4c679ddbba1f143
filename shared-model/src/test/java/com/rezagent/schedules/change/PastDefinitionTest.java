package com.rezagent.schedules.change;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.command.Decision;
import com.rezagent.schedules.command.Decision.Decided;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.CommandOutcome.Result;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleJson;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.testing.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs random commands, in time and too late, and compares the definition that is computed for each version with the one
 * that the record had. {@code -Dchanges.seed=n} repeats a run.
 */
class PastDefinitionTest {
    private static final long SEED = Long.getLong("changes.seed", 20_261_126);
    private static final int HISTORIES = Integer.getInteger("changes.histories", 200);
    private static final ScheduleName NAME = ScheduleName.parse("changing");
    private static final ScheduleId ID = NAME.id();

    /** One schedule with the definitions that its versions really had. */
    private static final class History {
        private final SplittableRandom random;
        private final MemoryStore store = new MemoryStore();
        private final DefinitionReader reader = new DefinitionReader(Set.of());
        private final Decider decider = new Decider(reader);
        private final TreeMap<Long, Definition> definitions = new TreeMap<>();
        private Instant now = NOW;
        private int commands;

        History(long seed) {
            random = new SplittableRandom(seed);
        }

        private Command.Context context() {
            // A fifth of the commands is issued earlier than others that have arrived.
            Instant issuedAt = random.nextInt(5) == 0 ? now.minusSeconds(random.nextInt(200)) : now;
            return new Command.Context("cmd_" + ++commands, "ann", issuedAt, Command.Origin.WEB_API);
        }

        private JsonObject body() {
            String[] expressions = {"rate(1 hour)", "cron(0 6 * * ? *)", "cron(0 7 * * ? *)"};
            return JsonObject.parse("""
                    {"name":"changing","schedule_expression":"%s","target_type":"web_action",
                     "payload":{"n":%d.10},"arguments":%s,"description":%s}
                    """.formatted(
                            expressions[random.nextInt(3)],
                            random.nextInt(2),
                            random.nextBoolean() ? "{}" : "null",
                            random.nextBoolean() ? "\"ß\"" : "null"));
        }

        private ScheduleCommand command() {
            return switch (random.nextInt(12)) {
                case 0, 1 -> new ScheduleCommand.Create(context(), ID, body());
                case 2, 3, 4, 5 -> new ScheduleCommand.Update(context(), ID, body(), null);
                case 6 -> new ScheduleCommand.Pause(context(), ID, null);
                case 7 -> new ScheduleCommand.Pause(context(), ID, now.plusSeconds(100));
                case 8 -> new ScheduleCommand.Resume(context(), ID);
                case 9 -> new ScheduleCommand.Move(context(), ID, ResourceName.DEFAULT_GROUP);
                case 10 -> new ScheduleCommand.Trigger(context(), ID);
                default -> new ScheduleCommand.Delete(context(), ID);
            };
        }

        void step() {
            now = now.plusSeconds(random.nextInt(100));
            if (random.nextInt(10) == 0) {
                // Writes without a command have no version of their own.
                store.find(ID).ifPresent(it -> store.replace(it, it.converged("arn")));
            }
            ScheduleCommand command = command();
            Optional<Schedule> found = store.find(ID);
            Decision<Schedule> decision = decider.decide(found, command, now);
            Decided<Schedule> decided = decision.write(store, found).orElseThrow();
            Schedule record = decided.record();
            if (record != null) {
                boolean isNew = definitions.put(record.version(), record.requireDefinition()) == null;
                assertThat(store.changes().all())
                        .as("one change for each version, after " + command)
                        .hasSize(definitions.size());
                // Of a pause that is over when it arrives or is overtaken, nothing is shown.
                assertThat(changeOf(record.version()).fields().isEmpty()
                                && command.action().carriesDefinition()
                                && decided.outcome().result() == Result.APPLIED)
                        .as("a change without fields, by " + command)
                        .isFalse();
                assertThat(!isNew || changeOf(record.version()).at().equals(now))
                        .isTrue();
            }
        }

        private Change changeOf(long version) {
            return store.changes().all().get((int) version - 1);
        }

        /** Returns the definition that is computed at a time; empty if it is gone. */
        Optional<JsonObject> computed(long version, Instant at) {
            Schedule current = store.find(ID).orElseThrow();
            return PastDefinition.at(
                    version,
                    current.version(),
                    JsonObject.of(ScheduleJson.definition(current.requireDefinition())),
                    store.changes().untilReplaced(ID.value(), version + 1, Change.oldest(at)));
        }

        Definition read(JsonObject definition) {
            return reader.readReplacement(definition.toNode(), NAME).definition();
        }
    }

    @Test
    void the_definition_of_each_version_is_computed_from_the_changes_after_it() {
        long versions = 0;
        for (int i = 0; i < HISTORIES; i++) {
            long seed = SEED + i;
            History history = new History(seed);
            for (int step = 0; step < 40; step++) {
                history.step();
            }
            history.definitions.forEach((version, definition) -> assertThat(
                            history.computed(version, history.now).map(history::read))
                    .as("version %d of the history with -Dchanges.seed=%d", version, seed)
                    .contains(definition));
            versions += history.definitions.size();
            if (!history.definitions.isEmpty()) {
                assertThat(history.computed(0, history.now)).isEmpty();
                assertThat(history.computed(history.definitions.lastKey() + 1, history.now))
                        .isEmpty();
            }
        }
        System.out.println("changes: " + versions + " versions of " + HISTORIES + " histories from seed " + SEED);
    }

    @Test
    void a_version_is_known_as_long_as_the_change_after_it_is_not_90_days_old() {
        History history = new History(SEED);
        for (int step = 0; step < 60; step++) {
            history.step();
        }
        long current = history.definitions.lastKey();
        for (long version = 1; version < current; version++) {
            Instant end = history.changeOf(version + 1).at().plus(Change.TIME_TO_LIVE);
            assertThat(history.computed(version, end.minusSeconds(1))).isPresent();
            assertThat(history.computed(version, end)).isEmpty();
        }
        assertThat(history.computed(current, history.now.plus(Duration.ofDays(9_999))))
                .isPresent();
    }

    // --- single cases ---

    private static Change change(long version, String replaced) {
        return new Change(
                new Change.Subject("sched_a", "sched_a", "a", ResourceName.DEFAULT_GROUP),
                version,
                NOW,
                new Change.Cause("update", "ann", null, "cmd_" + version),
                List.of(),
                replaced == null ? null : JsonObject.parse(replaced));
    }

    /** Each change is a version, with what it replaced; the definition of the record is {@code {"now":1}}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = ".",
            value = {
                "3 | 3 | '' | {\"now\":1}",
                "2 | 3 | 3 {\"a\":1} | {\"a\":1}",
                "1 | 3 | 2, 3 {\"a\":1} | {\"a\":1}",
                "1 | 3 | 2, 3 | {\"now\":1}",
                "1 | 3 | 2 | .",
                "1 | 3 | 3 {\"a\":1} | .",
                "1 | 3 | '' | .",
                "1 | 3 | 2, 4 {\"a\":1} | .",
                // The record was read before version 4 was written, or that belongs to an earlier record with this key.
                "3 | 3 | 4 {\"a\":1} | {\"now\":1}",
                "2 | 3 | 3, 4 {\"a\":1} | {\"now\":1}",
                "3 | 3 | 4 | {\"now\":1}",
                // There was no definition before: the tombstone of an engine entry without a record.
                "1 | 2 | 2 {} | .",
                "0 | 3 | 1, 2, 3 | .",
                "4 | 3 | '' | .",
                "-1 | 3 | '' | .",
            })
    void a_gap_in_the_changes_hides_the_versions_before_it(
            long version, long current, String following, String expected) {
        List<Change> changes = following.isEmpty()
                ? List.of()
                : List.of(following.split(", ")).stream()
                        .map(it -> it.split(" "))
                        .map(it -> change(Long.parseLong(it[0]), it.length == 1 ? null : it[1]))
                        .toList();

        Optional<JsonObject> found = PastDefinition.at(version, current, JsonObject.parse("{\"now\":1}"), changes);

        assertThat(found.map(JsonObject::text).orElse(null)).isEqualTo(expected);
    }

    @Test
    void the_change_of_a_create_over_a_tombstone_says_that_there_was_no_definition() {
        Schedule tombstone = Schedule.tombstone(ID, NOW);
        Decision<Schedule> decision = new Decider(new DefinitionReader(Set.of()))
                .decide(
                        Optional.of(tombstone),
                        new ScheduleCommand.Create(
                                new Command.Context("cmd_1", "ann", NOW, Command.Origin.WEB_API),
                                ID,
                                JsonObject.parse("{\"name\":\"changing\",\"schedule_expression\":\"rate(1 hour)\","
                                        + "\"target_type\":\"web_action\",\"payload\":{}}")),
                        NOW);

        Change change = Objects.requireNonNull(((Decision.Replace<Schedule>) decision).change());

        assertThat(change.version()).isEqualTo(2);
        assertThat(change.replaced()).isEqualTo(JsonObject.empty());
        assertThat(Json.write(ChangeDocument.fields(change.fields())))
                .contains("{\"field\":\"schedule_expression\",\"from\":null,\"to\":\"rate(1 hour)\"}");
    }
}
