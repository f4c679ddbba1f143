package com.rezagent.schedules.webapi.group;

import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Schedules;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Response;

/** Requests about groups, to a stage in memory. */
final class GroupRequests {
    static final String BILLING = "/api/groups/billing";
    static final String SETTINGS =
            "{\"title\":\"Billing\",\"description\":\"Invoices\",\"defaults\":{\"timezone\":\"Asia/Tokyo\","
                    + "\"retry_policy\":{\"maximum_retry_attempts\":3,\"maximum_event_age_seconds\":600}},\"notify\":{\"after_failures\":3}}";

    private final FakeStage stage;

    GroupRequests(FakeStage stage) {
        this.stage = stage;
    }

    Response put(String json) {
        return stage.put(BILLING, json);
    }

    Response get() {
        return stage.get(BILLING);
    }

    Response delete() {
        return stage.delete(BILLING);
    }

    Response pause(String json) {
        return stage.post(BILLING + "/pause", json);
    }

    Response resume() {
        return stage.post(BILLING + "/resume");
    }

    Response act(String json) {
        return stage.post("/api/groups/actions", json);
    }

    /** Stores a schedule as a member of the group. */
    Schedule member(String name) {
        Stamp stamp = new Stamp(FakeStage.NOW.plusSeconds(1), ScheduleAction.MOVE.rank(), "move of " + name);
        Schedule member = Schedules.schedule(name).moved(new ResourceName("billing"), stamp, stamp.issuedAt());
        stage.store.put(member);
        return member;
    }
}
