package com.rezagent.schedules.webapi.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.config.ApiMode;
import com.rezagent.schedules.contract.Exchange;
import com.rezagent.schedules.contract.OpenApi;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupAction;
import com.rezagent.schedules.group.GroupCommand;
import com.rezagent.schedules.group.GroupSettings;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.plan.NoticePolicy;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.testing.MemoryGroupStore;
import com.rezagent.schedules.testing.MemoryHistory;
import com.rezagent.schedules.testing.MemoryPublisher;
import com.rezagent.schedules.testing.MemoryStore;
import com.rezagent.schedules.testing.MemoryStores;
import com.rezagent.schedules.testing.SettableClock;
import com.rezagent.schedules.webapi.WebApiHandler;
import com.rezagent.schedules.webapi.WebApiPorts;
import com.rezagent.schedules.webapi.WebApiSettings;
import com.rezagent.schedules.webapi.http.HttpApiEvent;
import com.rezagent.schedules.webapi.http.HttpRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A stage in memory with the real handler. By default, commands are processed immediately. Every exchange is validated
 * against the OpenAPI document.
 */
public final class FakeStage {
    private static final OpenApi OPEN_API = OpenApi.shipped();

    public static final Instant NOW = Instant.parse("2025-11-06T20:00:00Z");
    public static final TopicArn CUSTOM = topic("rez-agent-custom");
    public static final Stage STAGE = new Stage(
            "test",
            topic("rez-agent-schedule-creation-test"),
            topic("rez-agent-web-actions-test"),
            topic("rez-agent-notifications-test"),
            topic("rez-agent-execution-reports-test"),
            Set.of(CUSTOM));

    public final SettableClock clock = new SettableClock(NOW);
    public final FakeSleeper sleeper = new FakeSleeper();
    public final MemoryStores stores = MemoryStores.create();
    public final MemoryStore store = stores.schedules();
    public final MemoryGroupStore groups = stores.groups();
    public final MemoryHistory history = stores.executions();
    public final MemoryPublisher topics;
    public final FakeScheduler scheduler = new FakeScheduler(stores, clock, new DefinitionReader(STAGE.custom()));
    public final List<LogEvent> log = new CopyOnWriteArrayList<>();
    /** Every request with its response, oldest first. */
    public final List<Exchange> exchanges = new CopyOnWriteArrayList<>();

    private final AtomicInteger groupCommands = new AtomicInteger();
    private final WebApiPorts ports;
    private final WebApiSettings settings;
    private final WebApiHandler handler;

    public FakeStage() {
        this(new WebApiSettings(STAGE, ApiMode.ENABLED, Optional.empty()));
    }

    public FakeStage(WebApiSettings settings) {
        AtomicInteger ids = new AtomicInteger();
        this.settings = settings;
        topics = new MemoryPublisher(settings.stage());
        ports = new WebApiPorts(stores.asOne(), topics, clock, () -> "id" + ids.incrementAndGet(), sleeper, log::add);
        handler = new WebApiHandler(ports, settings);
        topics.subscribe(scheduler::process);
        topics.subscribeToReports(scheduler::report);
    }

    private static TopicArn topic(String name) {
        return new TopicArn("arn:aws:sns:us-east-1:123456789012:" + name);
    }

    public WebApiPorts ports() {
        return ports;
    }

    public WebApiSettings settings() {
        return settings;
    }

    public Response send(Request request) {
        return sendEvent(request.event());
    }

    public Response get(String target) {
        return send(Request.get(target));
    }

    public Response post(String target) {
        return send(Request.post(target));
    }

    public Response post(String target, String json) {
        return send(Request.post(target).json(json));
    }

    public Response post(String target, JsonNode json) {
        return send(Request.post(target).json(json));
    }

    public Response put(String target, String json) {
        return send(Request.put(target).json(json));
    }

    public Response put(String target, JsonNode json) {
        return send(Request.put(target).json(json));
    }

    public Response delete(String target) {
        return send(Request.delete(target));
    }

    /** Passes an event to the handler unchanged. */
    public Response sendEvent(byte[] event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            handler.handleRequest(new ByteArrayInputStream(event), out, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Response response = Response.read(out.toByteArray());
        checkDocumented(HttpApiEvent.read(event), response);
        return response;
    }

    private void checkDocumented(HttpRequest request, Response response) {
        Exchange exchange = new Exchange(
                request.method(),
                request.path(),
                request.queryString(),
                request.headers(),
                response.status() < 300 ? textIfAny(request) : "",
                response.status(),
                response.headers(),
                response.body());
        exchanges.add(exchange);
        OPEN_API.check(exchange);
    }

    /** Returns the body of a request; empty if its bytes are not text, which a route without a body ignores. */
    private static String textIfAny(HttpRequest request) {
        try {
            return request.text();
        } catch (RefusedException e) {
            return "";
        }
    }

    /** Creates a schedule and returns its id. */
    public ScheduleId create(ObjectNode body) {
        Response response = post("/api/schedules", body);
        if (response.status() != 201) {
            throw new AssertionError(response);
        }
        return new ScheduleId(response.text("schedule_id"));
    }

    /** Creates a group that provides these defaults, or replaces its settings. */
    public void putGroup(String name, DefinitionDefaults defaults) {
        GroupSettings settings = new GroupSettings(null, null, defaults, NoticePolicy.DEFAULT);
        scheduler.process(new GroupCommand.Put(groupContext(), ResourceName.parseGroup(name), settings, null));
    }

    /** Pauses a group, from now or later, for a reason. */
    public void pauseGroup(String name, @Nullable Instant from, @Nullable Instant until, @Nullable String reason) {
        scheduler.process(
                new GroupCommand.Pause(groupContext().withReason(reason), ResourceName.parseGroup(name), from, until));
    }

    public void resumeGroup(String name) {
        scheduler.process(new GroupCommand.Resume(groupContext(), ResourceName.parseGroup(name)));
    }

    /** Deletes a group as if it had no members, as happens when one slips in. */
    public void deleteGroup(String name) {
        scheduler.process(new GroupCommand.Delete(groupContext(), ResourceName.parseGroup(name)));
    }

    /** Creates as many groups as a stage may have. */
    public void fillWithGroups() {
        Stamp stamp = new Stamp(clock.instant(), GroupAction.PUT_GROUP.rank(), "filler");
        for (int i = 0; i < GroupStore.MAX_GROUPS; i++) {
            groups.insert(Group.create(
                    new ResourceName("filler-" + i), GroupSettings.NONE, stamp, stamp.issuedAt(), "operator"));
        }
    }

    /** Each command is later than the one before, although the clock may be stopped. */
    private Command.Context groupContext() {
        int number = groupCommands.incrementAndGet();
        return new Command.Context(
                "group-command-" + number,
                "operator",
                clock.instant().plusNanos(number * 1_000L),
                Command.Origin.WEB_API);
    }

    public Schedule record(ScheduleId id) {
        return store.peek(id).orElseThrow();
    }

    /** Returns a schedule as the API shows it. */
    public ObjectNode read(ScheduleId id) {
        return get(path(id)).json();
    }

    /** Returns the body of the latest message. */
    public ObjectNode lastMessage() {
        return Json.parseObject(
                topics.published().get(topics.published().size() - 1).message().body());
    }

    /** Returns the log events with this name. */
    public List<LogEvent> logged(String name) {
        return log.stream().filter(it -> it.name().equals(name)).toList();
    }

    /** Returns the path of a schedule. */
    public static String path(ScheduleId id) {
        return "/api/schedules/" + id;
    }

    public static ScheduleId idOf(String name) {
        return ScheduleName.parse(name).id();
    }

    /** Returns a new copy of the sample schedule, which the test may change. */
    public static ObjectNode teeTime() {
        return Json.parseObject("""
                {"name": "daily-pebble-beach-tee-time",
                 "schedule_expression": "cron(0 6 * * ? *)",
                 "timezone": "America/New_York",
                 "target_type": "web_action",
                 "payload": {"action": "check_and_book_tee_times", "course_id": "pebble-beach", "party_size": 4}}
                """);
    }
}
