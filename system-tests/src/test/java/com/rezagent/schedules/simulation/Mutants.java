package com.rezagent.schedules.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.testing.PortProxy;
import com.rezagent.schedules.testing.PortProxy.Interceptor;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes mutants: what a handler reads, writes, publishes or receives is changed on its way. */
final class Mutants {
    private Mutants() {}

    /**
     * Answers some calls of a port instead of the real one.
     *
     * @param operations names of methods, separated by spaces
     * @throws IllegalArgumentException if there is no such method
     */
    static SchedulerPorts with(SchedulerPorts ports, Class<?> port, String operations, Interceptor interceptor) {
        List<String> names = List.of(operations.split(" "));
        List<Method> named = Stream.of(port.getMethods())
                .filter(it -> names.contains(it.getName()))
                .toList();
        if (named.stream().map(Method::getName).distinct().count() != names.size()) {
            throw new IllegalArgumentException(port + " has not all of " + operations);
        }
        // An overload that is a default method calls the one that is abstract.
        List<Method> methods = named.stream()
                .filter(it -> !it.isDefault()
                        || named.stream()
                                .noneMatch(other ->
                                        !other.isDefault() && other.getName().equals(it.getName())))
                .toList();
        Stores stores = ports.stores();
        if (port == ScheduleStore.class) {
            return ports.with(
                    stores.with(PortProxy.of(ScheduleStore.class, stores.schedules(), methods::contains, interceptor)));
        } else if (port == GroupStore.class) {
            return ports.with(
                    stores.with(PortProxy.of(GroupStore.class, stores.groups(), methods::contains, interceptor)));
        } else if (port == ExecutionHistory.class) {
            return ports.with(stores.with(
                    PortProxy.of(ExecutionHistory.class, stores.executions(), methods::contains, interceptor)));
        } else if (port == Engine.class) {
            return ports.with(PortProxy.of(Engine.class, ports.engine(), methods::contains, interceptor));
        }
        return ports.with(PortProxy.of(TopicPublisher.class, ports.publisher(), methods::contains, interceptor));
    }

    static ProtocolMutant replacing(Class<?> port, String operations, Interceptor interceptor) {
        return (ports, world) -> with(ports, port, operations, interceptor);
    }

    /** Changes each record that is read. */
    static ProtocolMutant reading(BiFunction<Schedule, SimulatedWorld, Schedule> change) {
        return (ports, world) -> with(
                ports,
                ScheduleStore.class,
                "find",
                call -> call.<Optional<Schedule>>proceed().map(it -> change.apply(it, world)));
    }

    static ProtocolMutant reading(UnaryOperator<Schedule> change) {
        return reading((it, world) -> change.apply(it));
    }

    /** Changes each replacement of a record; the function receives the old and the new record. */
    static ProtocolMutant writing(BinaryOperator<Schedule> change) {
        return replacing(
                ScheduleStore.class,
                "replace",
                call -> call.with(1, change.apply(call.argument(0), call.argument(1)))
                        .proceed());
    }

    /** As {@link #writing}, of records that begin a new incarnation. */
    static ProtocolMutant beginning(BinaryOperator<Schedule> change) {
        return writing((seen, next) -> seen.incarnation().equals(next.incarnation()) ? next : change.apply(seen, next));
    }

    /** Changes what the gates of groups say. */
    static ProtocolMutant gates(BiFunction<GroupGate, SimulatedWorld, GroupGate> change) {
        return (ports, world) -> with(ports, GroupStore.class, "gates", call -> {
            Map<ResourceName, GroupGate> gates = new LinkedHashMap<>(call.<Map<ResourceName, GroupGate>>proceed());
            gates.replaceAll((name, gate) -> change.apply(gate, world));
            return gates;
        });
    }

    /** Changes the pauses of groups that are read; the function receives the event that is handled, too. */
    static ProtocolMutant groupPauses(BiFunction<JsonNode, Pause, @Nullable Pause> change) {
        return gates((gate, world) -> gate.pause() == null
                ? gate
                : new GroupGate(gate.group(), gate.exists(), change.apply(world.gateReads.event(), gate.pause())));
    }

    /** Changes each entry that is sent to the engine by one of these operations. */
    static ProtocolMutant entries(String operations, BiFunction<EngineEntry, SchedulerPorts, EngineEntry> change) {
        return (ports, world) -> with(
                ports,
                Engine.class,
                operations,
                call -> call.with(0, change.apply(call.argument(0), ports)).proceed());
    }

    /** Changes the envelopes that are published. */
    static ProtocolMutant publishing(Consumer<ObjectNode> change) {
        return (ports, world) -> with(ports, TopicPublisher.class, "publish", call -> {
            if (!call.argument(0).equals(world.stage.webActions())) {
                return call.proceed();
            }
            TopicMessage message = call.argument(1);
            ObjectNode body = Json.parseObject(message.body());
            change.accept(body);
            return call.with(1, new TopicMessage(Json.write(body), message.attributes()))
                    .proceed();
        });
    }

    /** Changes each event that is received. */
    static ProtocolMutant events(Consumer<ObjectNode> change) {
        return new ProtocolMutant() {
            @Override
            public SchedulerPorts wrap(SchedulerPorts ports, SimulatedWorld world) {
                return ports;
            }

            @Override
            public String alterEvent(String event) {
                ObjectNode changed = Json.parseObject(event);
                change.accept(changed);
                return Json.write(changed);
            }
        };
    }

    /** Changes each notification of SNS and its message, a command or a report. */
    static ProtocolMutant messages(BiConsumer<ObjectNode, ObjectNode> change) {
        return events(event -> {
            if (sns(event) instanceof ObjectNode sns) {
                ObjectNode message = Json.parseObject(sns.path("Message").asText());
                change.accept(sns, message);
                sns.put("Message", Json.write(message));
            }
        });
    }

    /** Returns the notification of SNS that an event delivers; missing if it delivers none. */
    static JsonNode sns(JsonNode event) {
        return event.path("Records").path(0).path("Sns");
    }

    /** Returns the scheduled time of a firing; null for another event. */
    static @Nullable Instant scheduledTime(JsonNode event) {
        return event.hasNonNull("scheduled_time")
                ? Instant.parse(event.path("scheduled_time").asText())
                : null;
    }
}
