package com.rezagent.schedules.webapi.group;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandReader;
import com.rezagent.schedules.group.GroupCommand;
import com.rezagent.schedules.group.GroupCommandReader;
import com.rezagent.schedules.group.GroupDecider;
import com.rezagent.schedules.testing.MemoryStores;
import com.rezagent.schedules.webapi.fake.FakeHandler;
import java.time.Clock;

/** The commands of groups. */
public final class FakeGroupHandler implements FakeHandler {
    private final MemoryStores stores;
    private final Clock clock;
    private final GroupDecider decider;

    public FakeGroupHandler(MemoryStores stores, Clock clock) {
        this.stores = stores;
        this.clock = clock;
        this.decider = new GroupDecider(GroupDecider.facts(stores.groups(), stores.schedules()));
    }

    @Override
    public CommandReader<?> reader() {
        return new GroupCommandReader();
    }

    @Override
    public void process(Command command) {
        GroupCommand ofGroup = (GroupCommand) command;
        FakeHandler.write(
                stores.groups(),
                () -> stores.groups().peek(ofGroup.group()),
                before -> decider.decide(before, ofGroup, clock.instant()));
    }
}
