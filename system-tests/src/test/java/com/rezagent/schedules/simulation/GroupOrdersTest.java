package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.simulation.Steps.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.group.GroupAction;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.simulation.ReferenceModel.Response;
import com.rezagent.schedules.simulation.ReferenceModel.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Delivers every sequence of up to four commands for one group in every order of arrival, once from the API (refused
 * immediately) and once from another publisher (deferred for two minutes). The final state, the outcome of each command and
 * the notices must equal those of the {@link GroupReferenceModel} for that order.
 */
class GroupOrdersTest {
    private static final int MAX_EXAMPLES = 20;
    private static final Instant FROM = SimulatedWorld.START.plusSeconds(1_800);
    private static final Instant UNTIL = SimulatedWorld.START.plusSeconds(3_600);

    enum CommandKind {
        PUT_A(GroupAction.PUT_GROUP),
        PUT_B(GroupAction.PUT_GROUP),
        PAUSE(GroupAction.PAUSE_GROUP),
        PAUSE_UNTIL(GroupAction.PAUSE_GROUP),
        PAUSE_FROM_UNTIL(GroupAction.PAUSE_GROUP),
        RESUME(GroupAction.RESUME_GROUP),
        DELETE(GroupAction.DELETE_GROUP);

        private final GroupAction action;

        CommandKind(GroupAction action) {
            this.action = action;
        }

        GroupCommandSpec command(String id, String group, Instant at, boolean isFromApi) {
            GroupCommandSpec command = GroupCommandSpec.of(id, action, group, at);
            command = isFromApi ? command.fromApi() : command;
            return switch (this) {
                case PUT_A, PUT_B -> command.withTitle(name());
                case PAUSE_UNTIL -> command.during(null, UNTIL);
                case PAUSE_FROM_UNTIL -> command.during(FROM, UNTIL);
                default -> command;
            };
        }
    }

    /**
     * All sequences of one length.
     *
     * @param hasMember whether a schedule is in the group from the start, so that it can't be deleted
     * @param oneIn the quick part runs one world in this many
     */
    private record Part(
            int length,
            String group,
            boolean isFromApi,
            boolean hasMember,
            Duration interval,
            int duplicates,
            int oneIn) {
        Stream<DynamicTest> test() {
            String name = length + " commands of group " + group + (isFromApi ? " from the API" : "")
                    + (hasMember ? ", with a member" : "") + (interval.isZero() ? ", at the same instant" : "")
                    + (duplicates == 0 ? "" : ", " + duplicates + " redelivered");
            return Stream.of(DynamicTest.dynamicTest(
                    name, () -> assertThat(differences(name)).isEmpty()));
        }

        private List<String> differences(String name) {
            long start = System.nanoTime();
            List<String> examples = Collections.synchronizedList(new ArrayList<>());
            LongAdder worlds = new LongAdder();
            List<List<Integer>> orders = ArrivalOrders.all(length, duplicates);
            int every = (SimulationSize.isLong() ? 1 : oneIn) * SimulationSize.oneIn();
            int sequences = (int) Math.pow(CommandKind.values().length, length);
            IntStream.range(0, sequences).parallel().forEach(number -> {
                List<CommandKind> kinds = ArrivalOrders.sequence(List.of(CommandKind.values()), number, length);
                SplittableRandom random = new SplittableRandom(SimulationSize.seed() + number);
                for (List<Integer> order : orders) {
                    if (every == 1 || random.nextInt(every) == 0) {
                        worlds.increment();
                        List<String> found = new Trial(this, kinds, order).differences();
                        if (!found.isEmpty() && examples.size() < MAX_EXAMPLES) {
                            examples.add(kinds + " arriving as " + order + ": " + found);
                        }
                    }
                }
            });
            SimulationSize.report(
                    name + (every == 1 ? "" : ", one in " + every) + ": " + worlds + " worlds",
                    SimulationSize.elapsedSince(start));
            return examples;
        }
    }

    /** One sequence in one order of arrival, delivered to the real handler and to the model. */
    private static final class Trial {
        private static final Duration PAST_DEFER_TIME = Duration.ofMinutes(3);

        private final List<Integer> order;
        private final SimulatedWorld world = new SimulatedWorld();
        private final List<GroupCommandSpec> commands = new ArrayList<>();
        private final List<String> events;
        private final String group;
        private final GroupReferenceModel model;
        private final Map<String, List<Response>> responses = new HashMap<>();
        private Instant modelNow = SimulatedWorld.START;

        Trial(Part part, List<CommandKind> kinds, List<Integer> order) {
            this.order = order;
            group = part.group;
            boolean isDefault = group.equals("default");
            model = new GroupReferenceModel(isDefault, () -> part.hasMember);
            if (part.hasMember) {
                GroupCommandSpec put = GroupCommandSpec.of("put", GroupAction.PUT_GROUP, group, before());
                world.send(put);
                model.deliver(put.withPublishedAt(world.now()), world.now());
                world.send(CommandSpec.of("create", ScheduleAction.CREATE, "member", before(), Steps.YEARLY)
                        .inGroup(group));
            }
            for (int i = 0; i < kinds.size(); i++) {
                Instant at = world.now().minus(part.interval.multipliedBy(kinds.size() - 1L - i));
                commands.add(kinds.get(i)
                        .command("command-" + i, group, at, part.isFromApi)
                        .withPublishedAt(world.now()));
            }
            events = commands.stream().map(world::event).toList();
        }

        private Instant before() {
            return world.now().minusSeconds(60);
        }

        List<String> differences() {
            Instant end = world.now().plus(PAST_DEFER_TIME);
            RedeliveryQueue reference = new RedeliveryQueue(this::deliverToModel);
            RedeliveryQueue queue = new RedeliveryQueue(it -> world.attempt(events.get(it)));
            order.forEach(reference::receive);
            order.forEach(queue::receive);
            modelNow = end;
            reference.redeliver();
            world.advance(PAST_DEFER_TIME);
            queue.redeliver();
            world.runUntilIdle();
            List<String> differences = new ArrayList<>(Invariants.violations(world));
            compareEnd(differences);
            for (GroupCommandSpec command : commands) {
                List<Response> expected = responses.getOrDefault(command.id(), List.of());
                boolean isRedelivered = order.size() > commands.size();
                differences.addAll(Outcomes.differences(world, command.id(), expected, isRedelivered));
            }
            return differences;
        }

        private boolean deliverToModel(int message) {
            GroupCommandSpec command = commands.get(message);
            Response response = model.deliver(command, modelNow);
            if (response.result() == Result.DEFERRED) {
                return false;
            }
            responses.computeIfAbsent(command.id(), id -> new ArrayList<>()).add(response);
            return true;
        }

        private void compareEnd(List<String> differences) {
            boolean exists = world.isGroup(new ResourceName(group));
            if (exists != model.exists()) {
                differences.add("the group " + (exists ? "exists" : "does not exist"));
            }
            long version = world.group(group).map(it -> it.version()).orElse(0L);
            if (version != model.version()) {
                differences.add("the version is " + version + " instead of " + model.version());
            }
        }
    }

    private static Stream<DynamicTest> tests(boolean isFromApi) {
        Duration second = Duration.ofSeconds(1);
        return Stream.of(
                        new Part(1, "g", isFromApi, false, second, 0, 1),
                        new Part(2, "g", isFromApi, false, second, 0, 1),
                        new Part(3, "g", isFromApi, false, second, 0, 1),
                        new Part(4, "g", isFromApi, false, second, 0, 40),
                        new Part(2, "g", isFromApi, false, Duration.ZERO, 0, 1),
                        new Part(3, "g", isFromApi, false, Duration.ZERO, 0, 4),
                        new Part(2, "g", isFromApi, false, second, 1, 1),
                        new Part(3, "g", isFromApi, false, second, 1, 16),
                        new Part(2, "g", isFromApi, true, second, 0, 1),
                        new Part(3, "g", isFromApi, true, second, 0, 4),
                        new Part(2, "default", isFromApi, false, second, 0, 1),
                        new Part(3, "default", isFromApi, false, second, 0, 4))
                .flatMap(Part::test);
    }

    @TestFactory
    Stream<DynamicTest> agrees_with_the_model_for_commands_of_the_api() {
        return tests(true);
    }

    @TestFactory
    Stream<DynamicTest> agrees_with_the_model_for_commands_of_a_publisher() {
        return tests(false);
    }
}
