package com.rezagent.schedules.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.QueueEntry;
import com.rezagent.schedules.group.GroupAction;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The words in which scenarios and races are written. Steps are separated by commas: {@code created hourly, pause p1, 5
 * min}. A time is in minutes after {@link SimulatedWorld#START}, {@code 60} or {@code 59:40}. A command consists of its
 * action, its id, and, in any order, what {@link #command} and {@link #groupCommand} list. An unknown word is an {@link
 * IllegalArgumentException}.
 */
final class Steps {
    static final String NAME = "s";
    static final String GROUP = "billing";
    static final DefinitionSpec YEARLY = DefinitionSpec.yearly("a");
    static final DefinitionSpec HOURLY = DefinitionSpec.of("rate(1 hour)", "a");
    static final DefinitionSpec HALF_HOURLY = DefinitionSpec.of("cron(0/30 * * * ? *)", "a");
    static final DefinitionSpec ONCE = DefinitionSpec.at(at("60"), "a");

    private static final Map<String, DefinitionSpec> DEFINITIONS = Map.of(
            "yearly", YEARLY,
            "weekly", DefinitionSpec.of("rate(7 days)", "a"),
            "daily", DefinitionSpec.of("cron(30 20 * * ? *)", "a"),
            "2-hourly", DefinitionSpec.of("rate(2 hours)", "a"),
            "hourly", HOURLY,
            "half-hourly", HALF_HOURLY,
            "20-minutely", DefinitionSpec.of("cron(0/20 * * * ? *)", "a"),
            "once", ONCE,
            "once-soon", DefinitionSpec.at(at("0:30"), "a"),
            "invalid", DefinitionSpec.of("cron(0 25 * * ? *)", "a"));

    /** What happens in a world. */
    @FunctionalInterface
    interface Step extends Consumer<SimulatedWorld> {}

    /** Returns the event that an invocation receives. */
    @FunctionalInterface
    interface Event extends Function<SimulatedWorld, String> {}

    private Steps() {}

    /** Returns a scenario for each line but headings, {@code # heading}: {@code name | before | step}, and {@code | after} if anything follows. */
    static List<Scenario> scenarios(String table) {
        return rows(table)
                .map(it -> new Scenario(it[0], step(it[1]), step(it[2]), step(it.length > 3 ? it[3] : "-")))
                .toList();
    }

    /** Returns a pair for each line: {@code name | before | first | second}. */
    static List<RacePair> races(String table) {
        return rows(table)
                .map(it -> new RacePair(it[0], step(it[1]), event(it[2]), event(it[3])))
                .toList();
    }

    private static Stream<String[]> rows(String table) {
        return table.lines()
                .filter(it -> !it.startsWith("#"))
                .map(it -> it.replaceAll(" +", " ").split(" \\| "));
    }

    static Step all(Step... parts) {
        return world -> List.of(parts).forEach(it -> it.accept(world));
    }

    static Step step(String text) {
        return all(Stream.of(text.split(", ")).map(Steps::one).toArray(Step[]::new));
    }

    private static Step one(String text) {
        return Phrase.all(text, Steps::one);
    }

    private static Step one(String word, Phrase words) {
        return switch (word) {
            case "-" -> world -> {};
            case "created" -> created(words.definition());
            case "member" -> step("put billing, create c1 " + words.next() + " in billing, 10 min");
            case "waiting" -> step("created " + words.next() + ", hold, 50 min, deliver, 30 s");
            case "deleted" -> step("created " + words.next() + ", delete d1, 1 min");
            case "put" -> put(words.next());
            case "reconcile" -> SimulatedWorld::reconcile;
            case "hold" -> SimulatedWorld::holdFirings;
            case "deliver" -> SimulatedWorld::deliverFirings;
            case "firing-now" -> world -> world.deliver(firingEvent(world, world.now()));
            case "firing-again" -> world -> world.lambda.enqueue(latestFiring(world, 1), world.now());
            case "run-due" -> SimulatedWorld::runDue;
            case "idle" -> SimulatedWorld::runUntilIdle;
            case "lose-entry" -> world -> world.engine.delete(CommandSpec.idOf(NAME));
            case "edit-entry" -> world -> world.editEntry(NAME, "rate(3 minutes)");
            case "foreign-entry" -> world -> world.editEntry("foreign", "rate(7 days)");
            case "orphan-entry" -> Steps::putOrphan;
            case "refuse" -> world -> world.setEngineRefuses(true);
            case "accept" -> world -> world.setEngineRefuses(false);
            case "hide-members" -> world -> world.setIndexStale(true);
            case "show-members" -> world -> world.setIndexStale(false);
            case "begin-outage" -> world -> world.faultPlan.startOutage(SimulatedCall.Port.ENGINE);
            case "end-outage" -> world -> world.faultPlan.disarm();
            case "drop-dead-letter" -> Steps::dropDeadLetter;
            case "unconverged" -> step("created hourly, begin-outage, pause p1, idle, end-outage, drop-dead-letter");
            case "other-write" -> world -> world.startOtherWrite(NAME, Duration.ofSeconds(10));
            case "late-update" -> MutantTable::lateUpdate;
            case "skip-half-hours" -> skipHalfHours(words.number());
            case "reports" -> reporting(words.remaining());
            case "sweeping" -> sweeping(Duration.ofMinutes(words.number()));
            case "until" -> until(at(words.next()));
            default ->
                Character.isDigit(word.charAt(0)) ? advance(Integer.parseInt(word), words.next()) : words.command(word);
        };
    }

    static Event event(String text) {
        return Phrase.all(text, Steps::event);
    }

    private static Event event(String word, Phrase words) {
        return switch (word) {
            case "reconcile" -> world -> SimulatedWorld.RECONCILE;
            case "firing" -> world -> latestFiring(world, 1);
            case "firing-before" -> world -> latestFiring(world, 2);
            case "firing-now" -> world -> firingEvent(world, world.now());
            case "sweep" -> world -> world.sweepEvent(QueueEntry.shard(CommandSpec.idOf(NAME)));
            case "report" -> report(words.next(), words.number());
            default -> words.command(word);
        };
    }

    /** @param time minutes, or minutes and seconds, after {@link SimulatedWorld#START} */
    static Instant at(String time) {
        String[] parts = time.split(":");
        Instant minute = SimulatedWorld.START.plus(Duration.ofMinutes(Long.parseLong(parts[0])));
        return parts.length > 1 ? minute.plusSeconds(Long.parseLong(parts[1])) : minute;
    }

    private static Step advance(int number, String unit) {
        Duration time = switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "min" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> throw new IllegalArgumentException(unit);
        };
        return world -> world.advance(time);
    }

    /** Creates a schedule, ten minutes before the next step. */
    static Step created(DefinitionSpec def) {
        return all(
                new Sending<>(at -> CommandSpec.of("c1", ScheduleAction.CREATE, NAME, at, def), Duration.ZERO),
                step("10 min"));
    }

    /** Creates a group with the id {@code put-<group>}. */
    private static Step put(String group) {
        return world -> world.putGroup(group);
    }

    private static Step until(Instant time) {
        return world -> world.advance(Duration.between(world.now(), time));
    }

    private static Step skipHalfHours(int number) {
        return step(IntStream.rangeClosed(1, number)
                .mapToObj(it -> "skip k" + it + " " + 30 * it)
                .collect(Collectors.joining(", ")));
    }

    private static void dropDeadLetter(SimulatedWorld world) {
        assertThat(world.lambda.deadLetters).hasSize(1);
        world.lambda.deadLetters.clear();
    }

    /** Puts an entry into the engine whose schedule never existed. */
    private static void putOrphan(SimulatedWorld world) {
        ScheduleId id = CommandSpec.idOf("orphan");
        Instant start = world.now().plusSeconds(60);
        world.putEntry(SimulatedWorld.entry(id, "rate(7 days)", start, SimulatedWorld.input(id)));
    }

    private static Step reporting(List<String> reports) {
        return world -> world.consumer.behave(ReportScenarios.reporting(reports));
    }

    private static Step sweeping(Duration time) {
        return world -> world.advanceSweeping(time, NAME);
    }

    private static String latestFiring(SimulatedWorld world, int fromEnd) {
        return world.firings.get(world.firings.size() - fromEnd).event();
    }

    /** Returns the event of a firing of the entry as it is, with a scheduled time that the engine reports. */
    static String firingEvent(SimulatedWorld world, Instant scheduledTime) {
        String input = world.entry(NAME).orElseThrow().entry().input();
        return input.replace("<aws.scheduler.scheduled-time>", scheduledTime.toString());
    }

    /** A report of the execution of 21:00. */
    private static Event report(String outcome, int attempt) {
        String id = ExecutionKey.firing(CommandSpec.idOf(NAME), at("60")).executionId();
        return world -> world.consumer.event(
                Json.object().put("execution_id", id).put("outcome", outcome).put("attempt", attempt));
    }

    /**
     * A command: as a step it is sent, as an event it is one of two invocations that run at once.
     *
     * @param command by the time at which it is issued
     * @param age how long ago it was issued
     */
    private record Sending<C extends SentCommand<C>>(Function<Instant, C> command, Duration age)
            implements Step, Event {
        Sending<C> with(UnaryOperator<C> change) {
            return new Sending<>(it -> change.apply(command.apply(it)), age);
        }

        private C command(SimulatedWorld world) {
            return command.apply(world.now().minus(age));
        }

        @Override
        public void accept(SimulatedWorld world) {
            world.send(command(world));
        }

        @Override
        public String apply(SimulatedWorld world) {
            return world.event(command(world));
        }
    }

    /** The words of one step or event. */
    private record Phrase(Deque<String> rest) {
        /** @throws IllegalArgumentException if not all words are read */
        static <T> T all(String text, BiFunction<String, Phrase, T> read) {
            Phrase words = new Phrase(new ArrayDeque<>(List.of(text.split(" "))));
            T result = read.apply(words.next(), words);
            if (!words.rest.isEmpty()) {
                throw new IllegalArgumentException(text);
            }
            return result;
        }

        String next() {
            return rest.remove();
        }

        List<String> remaining() {
            List<String> all = List.copyOf(rest);
            rest.clear();
            return all;
        }

        int number() {
            return Integer.parseInt(next());
        }

        DefinitionSpec definition() {
            return Steps.definition(next());
        }

        Sending<?> command(String action) {
            return action.endsWith("-group")
                    ? groupCommand(GroupAction.valueOf(constant(action)), next())
                    : command(ScheduleAction.valueOf(constant(action)), next());
        }

        private static String constant(String word) {
            return word.toUpperCase(Locale.ROOT).replace('-', '_');
        }

        /** A definition, the time of a firing, {@code in} a group, {@code until} a time, and how it is sent. */
        private Sending<CommandSpec> command(ScheduleAction action, String id) {
            Sending<CommandSpec> command =
                    new Sending<>(at -> CommandSpec.of(id, action, NAME, at, null), Duration.ZERO);
            while (!rest.isEmpty()) {
                String word = next();
                command = switch (word) {
                    case "in" -> changed(command, next(), CommandSpec::inGroup);
                    case "until" -> changed(command, at(next()), CommandSpec::until);
                    case "expecting" -> changed(command, (long) number(), CommandSpec::withExpectedVersion);
                    case "first-of-yearly" -> changed(command, DefinitionSpec.FIRST_OF_YEARLY, CommandSpec::ofFiring);
                    default ->
                        word.matches("[0-9:]+")
                                ? changed(command, at(word), CommandSpec::ofFiring)
                                : word.equals("from-api") || word.endsWith("-ago")
                                        ? sent(command, word)
                                        : changed(command, Steps.definition(word), CommandSpec::withDefinition);
                };
            }
            return command;
        }

        /** {@code from} and {@code until} a time, {@code of} another group, a title, and how it is sent. */
        private Sending<GroupCommandSpec> groupCommand(GroupAction action, String id) {
            Sending<GroupCommandSpec> command =
                    new Sending<>(at -> GroupCommandSpec.of(id, action, GROUP, at), Duration.ZERO);
            while (!rest.isEmpty()) {
                String word = next();
                command = switch (word) {
                    case "from" -> changed(command, at(next()), (it, from) -> it.during(from, it.until()));
                    case "until" -> changed(command, at(next()), (it, until) -> it.during(it.from(), until));
                    case "of" -> changed(command, next(), GroupCommandSpec::ofGroup);
                    case "titled" -> changed(command, next(), GroupCommandSpec::withTitle);
                    default -> sent(command, word);
                };
            }
            return command;
        }

        private static <C extends SentCommand<C>, V> Sending<C> changed(
                Sending<C> command, V value, BiFunction<C, V, C> change) {
            return command.with(it -> change.apply(it, value));
        }

        /** From the API, or so many seconds or minutes ago: {@code 2s-ago}. */
        private static <C extends SentCommand<C>> Sending<C> sent(Sending<C> command, String word) {
            return word.equals("from-api")
                    ? command.with(SentCommand::fromApi)
                    : new Sending<>(command.command, Duration.parse("PT" + word.replace("-ago", "")));
        }
    }

    /** A definition, with another mark, {@code window}, {@code start}, {@code end} or run policy: {@code hourly+b+end=120}. */
    private static DefinitionSpec definition(String word) {
        String[] parts = word.split("\\+");
        DefinitionSpec def = DEFINITIONS.get(parts[0]);
        if (def == null) {
            throw new IllegalArgumentException(word);
        }
        for (String part : List.of(parts).subList(1, parts.length)) {
            String value = part.substring(part.indexOf('=') + 1);
            def = switch (part.substring(0, part.length() - value.length())) {
                case "start=" -> def.withStart(at(value));
                case "end=" -> def.withEnd(at(value));
                case "window=" -> def.withWindow(Integer.parseInt(value));
                default ->
                    ReportScenarios.POLICIES.containsKey(value)
                            ? def.withRunPolicy(ReportScenarios.POLICIES.get(value))
                            : def.withMark(value);
            };
        }
        return def;
    }
}
