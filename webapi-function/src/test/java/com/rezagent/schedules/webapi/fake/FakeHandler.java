package com.rezagent.schedules.webapi.fake;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandReader;
import com.rezagent.schedules.command.Decision;
import com.rezagent.schedules.record.RecordStore;
import com.rezagent.schedules.testing.MemoryStores;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Makes and writes the decisions about the commands of one kind of resource. Each implementation in the packages of the Web
 * API is found; it has a public constructor with {@link MemoryStores} and a {@link Clock}.
 */
public interface FakeHandler {
    CommandReader<?> reader();

    /** Processes a command that {@link #reader} has read. */
    void process(Command command);

    /** The handlers of all resources. */
    List<Class<?>> ALL = ReflectionSupport.findAllClassesInPackage(
            "com.rezagent.schedules.webapi",
            it -> FakeHandler.class.isAssignableFrom(it) && !it.isInterface(),
            it -> true);

    /** Returns a handler of each resource. */
    static List<FakeHandler> all(MemoryStores stores, Clock clock) {
        return ALL.stream().map(it -> create(it, stores, clock)).toList();
    }

    private static FakeHandler create(Class<?> type, MemoryStores stores, Clock clock) {
        try {
            return (FakeHandler)
                    type.getConstructor(MemoryStores.class, Clock.class).newInstance(stores, clock);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Decides on the current record and writes, again if another write was first. */
    static <R> void write(
            RecordStore<?, R> store, Supplier<Optional<R>> read, Function<Optional<R>, Decision<R>> decide) {
        Optional<R> before;
        Decision<R> decision;
        do {
            before = read.get();
            decision = decide.apply(before);
        } while (!(decision instanceof Decision.Defer)
                && decision.write(store, before).isEmpty());
    }
}
