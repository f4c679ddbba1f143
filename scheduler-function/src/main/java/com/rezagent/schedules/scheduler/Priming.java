package com.rezagent.schedules.scheduler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * Processes a sample command and a sample firing before SnapStart takes its snapshot, so that a restored function has
 * its classes loaded and the code of its AWS clients warm. The samples send nothing; real reads open the connections.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks.html">SnapStart hooks</a>
 */
final class Priming implements Resource {
    private static final String NAME = "priming";
    private static final ScheduleId ID = ScheduleName.parse(NAME).id();
    /** Enough for the JVM to compile much of what a request runs; more gained nothing measurable. */
    static final int SAMPLES = 30;

    private final SchedulerPorts real;
    private final SchedulerSettings settings;
    private final Supplier<SchedulerPorts> warmUp;

    /** @param warmUp supplies stubbed ports for all writes; they send nothing */
    Priming(SchedulerPorts ports, SchedulerSettings settings, Supplier<SchedulerPorts> warmUp) {
        real = ports;
        this.settings = settings;
        this.warmUp = warmUp;
    }

    private EventDispatcher dispatcher() {
        SchedulerPorts sample = SamplePorts.over(warmUp.get());
        return DispatcherWiring.dispatcher(
                new SchedulerPorts(
                        sample.stores(),
                        sample.engine(),
                        sample.publisher(),
                        (event, reason) -> {},
                        real.clock(),
                        event -> {}),
                settings);
    }

    /**
     * Registers the hook that runs before a snapshot; without SnapStart it never runs.
     *
     * @return this, to which the caller must keep a reference, because the CRaC context's is weak
     */
    Priming register() {
        Core.getGlobalContext().register(this);
        return this;
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        prime();
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        // Clients reconnect by themselves.
    }

    void prime() {
        Log log = new Log(real.log(), real.clock());
        EventDispatcher dispatcher = dispatcher();
        for (int i = 0; i < SAMPLES; i++) {
            try {
                dispatcher.handle(createEvent(real.clock().instant()), "priming", () -> false);
                dispatcher.handle(firing(), "priming", () -> false);
                real.engine().find(ID);
                real.stores().schedules().find(ID);
                real.stores().firings().find(ID, ResourceName.DEFAULT_GROUP);
            } catch (RuntimeException e) {
                // Deploying must not fail if the stage's tables do not exist yet; the function only starts slower.
                log.warn("not_primed", Log.field("exception", e.getClass().getName()));
                return;
            }
        }
        log.info("primed");
    }

    /**
     * Processes a sample command with a function that sends nothing to AWS.
     *
     * @param clock must agree with the function's clock, which refuses commands that are too old
     * @param stubbed supplies the function; called only once the command is written, because it takes a while
     */
    static void warmUp(Clock clock, Supplier<SchedulerWiring> stubbed) {
        byte[] event = createEvent(clock.instant());
        SchedulerWiring wiring = stubbed.get();
        new Priming(wiring.ports(), wiring.settings(), wiring::ports)
                .dispatcher()
                .handle(event, NAME, () -> false);
    }

    private static byte[] createEvent(Instant now) {
        String command = Json.write(Json.object()
                .put("action", ScheduleAction.CREATE.text())
                .set(
                        "schedule",
                        Json.object()
                                .put("name", NAME)
                                .put("schedule_expression", "cron(0 6 ? * MON-FRI *)")
                                .put("timezone", "America/New_York")
                                .put("target_type", "web_action")
                                .set("payload", Json.object())));
        ObjectNode sns = Json.object()
                .put("MessageId", NAME)
                .put("Timestamp", now.toString())
                .put("Message", command);
        ObjectNode record = Json.object().put("EventSource", "aws:sns");
        record.set("Sns", sns);
        ObjectNode event = Json.object();
        event.set("Records", Json.array().add(record));
        return Json.writeBytes(event);
    }

    private byte[] firing() {
        return Json.writeBytes(Json.object()
                .put("schedule_id", ID.value())
                .put("version", 1)
                .put(
                        "scheduled_time",
                        real.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString()));
    }
}
