package com.rezagent.schedules.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.aws.AwsClients;
import com.rezagent.schedules.aws.MotoServer;
import com.rezagent.schedules.aws.WireStage;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.QueueEntry;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.testing.Repository;
import com.rezagent.schedules.testing.SettableClock;
import com.rezagent.schedules.wire.CountedUnits.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Prints what executions, reports, attempts and sweeps cost, from counted calls and the sizes of the items, and checks that
 * docs/operations.md says the same.
 */
class ExecutionCostsIT {
    private static final Path DOCUMENT = Repository.ROOT.resolve("docs/operations.md");

    /** Dollars for a million, or for a GB-second and a GB; us-east-1. */
    private static final double READ = 0.125;

    private static final double WRITE = 0.625;
    private static final double PUBLISH = 0.50;
    private static final double REQUEST = 0.20;
    private static final double ENGINE = 1.00;
    private static final double GB_SECOND = 0.0000133334;
    private static final double LOG_GB = 0.50;

    /** Assumptions: 1 GB of memory. */
    private static final double INVOCATION_SECONDS = 0.05;

    private static final double SWEEP_SECONDS = 0.02;
    private static final double LOG_LINE_KB = 0.4;
    private static final int SWEEPS_A_MONTH = 43_200;

    @RegisterExtension
    static final MotoServer MOTO = new MotoServer();

    private static String document;

    @AutoClose
    private static WireStage stage;

    private static CountedUnits units;
    private static SettableClock clock;
    private static WiredSystem system;

    private final List<String> missing = new ArrayList<>();

    @BeforeAll
    static void create() throws IOException {
        document = Files.readString(DOCUMENT);
        stage = MOTO.stage(MOTO.clients(), "costs");
        units = new CountedUnits(stage);
        AwsClients counted =
                MOTO.clients(client -> client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                        .addExecutionInterceptor(units)
                        .build()));
        clock = new SettableClock(Instant.parse("2025-11-06T20:00:00Z"));
        system = new WiredSystem(stage, counted, clock);
    }

    @BeforeEach
    void empty() {
        stage.empty();
        units.take();
    }

    @AfterEach
    void everything_that_was_printed_is_in_the_document() {
        assertThat(missing).isEmpty();
    }

    private void row(String... cells) {
        String row = "| " + String.join(" | ", cells) + " |";
        System.out.println(row);
        missing.addAll(document.contains(row + "\n") ? List.of() : List.of(row));
    }

    private static ScheduleId created(String name, int payloadBytes, int attempts) {
        ObjectNode definition = Json.object()
                .put("name", name)
                .put("schedule_expression", "rate(1 hour)")
                .put("target_type", "web_action");
        definition.putObject("payload").put("text", "x".repeat(payloadBytes));
        if (attempts > 0) {
            ObjectNode policy = definition.putObject("run_policy").put("expect_report", true);
            policy.putObject("retry").put("maximum_attempts", attempts);
        }
        ScheduleId id =
                system.requestAndDeliver("POST", "/api/schedules", definition).id();
        units.take();
        return id;
    }

    private static Counted fired(ScheduleId id, Instant at) {
        clock.set(at);
        system.fire(id, at);
        return units.take();
    }

    private static Counted reported(ScheduleId id, Instant at, String outcome) {
        ObjectNode report = Json.object()
                .put("execution_id", ExecutionKey.firing(id, at).executionId())
                .put("outcome", outcome);
        system.report(Json.write(report));
        return units.take();
    }

    private static Counted swept(ScheduleId id, Duration later) {
        clock.set(clock.instant().plus(later));
        system.sweep(QueueEntry.shard(id));
        return units.take();
    }

    @Test
    void reports_and_attempts_cost_what_the_document_says() {
        ScheduleId plain = created("plain", 1_000, 0);
        ScheduleId id = created("reported", 1_000, 3);
        Instant first = Instant.parse("2025-11-06T21:00:00Z");
        Instant second = first.plusSeconds(3_600);

        row("firing", fired(plain, first), 1, 2);
        row("firing that expects a report", fired(id, first), 1, 2);
        row("report of a failure, after which a retry is due", reported(id, first, "failed"), 0, 2);
        row("further attempt", swept(id, Duration.ofMinutes(10)), 0, 3);
        row("report of a success", reported(id, first, "succeeded"), 0, 2);
        fired(id, second);
        row("time-out", swept(id, Duration.ofMinutes(20)), 0, 3);
    }

    /** @param engine how many invocations of EventBridge it takes */
    private void row(String what, Counted counted, int engine, int logLines) {
        boolean isReport = what.startsWith("report");
        // The consumer publishes its report.
        long publishes = counted.calls().stream().filter("Publish"::equals).count() + (isReport ? 1 : 0);
        double dynamoDb = counted.readUnits() * READ + counted.writeUnits() * WRITE;
        double lambda = REQUEST + INVOCATION_SECONDS * GB_SECOND * 1e6;
        double log = logLines * LOG_LINE_KB * LOG_GB;
        row(
                what,
                String.join(", ", counted.calls()),
                number(counted.readUnits()),
                Integer.toString(counted.tableUnits()),
                Integer.toString(counted.indexUnits()),
                dollars(dynamoDb),
                dollars(publishes * PUBLISH + engine * ENGINE),
                dollars(lambda),
                dollars(log),
                "**" + dollars(dynamoDb + publishes * PUBLISH + engine * ENGINE + lambda + log) + "**");
    }

    @Test
    void a_month_of_sweeps_costs_what_the_document_says() {
        system.sweep(null);
        Counted split = units.take();
        assertThat(split.calls()).containsExactly("PublishBatch");
        double read = 0;
        for (int shard = 0; shard < QueueEntry.SHARDS; shard++) {
            system.sweep(shard);
            Counted counted = units.take();
            assertThat(counted.calls()).containsExactly("Query");
            read += counted.readUnits();
        }
        int invocations = 1 + QueueEntry.SHARDS;
        double cost = SWEEPS_A_MONTH
                * (ENGINE
                        + invocations * (REQUEST + SWEEP_SECONDS * GB_SECOND * 1e6 + LOG_LINE_KB * LOG_GB)
                        + PUBLISH
                        + read * READ)
                / 1e6;

        row("sweeps of nothing, a month", invocations + " invocations a minute", number(read), dollars(cost));
    }

    @Test
    void a_firing_writes_as_much_whatever_the_size_of_its_schedule() {
        Instant at = Instant.parse("2025-11-06T21:00:00Z");
        for (int payload : List.of(100, 8_300, 255_000)) {
            ScheduleId id = created("payload " + payload, payload, 0);
            Map<String, AttributeValue> record = stage.scan(stage.schedulesTable(), null).stream()
                    .filter(it -> it.get("id").s().equals(id.value()))
                    .findFirst()
                    .orElseThrow();
            int recordUnits = (CountedUnits.bytes(record) + 1_023) / 1_024;
            Counted counted = fired(id, at);
            // Earlier releases counted on the record, in the same transaction.
            int before = counted.tableUnits() - 2 + 2 * recordUnits;
            row(
                    recordUnits + " KB",
                    Integer.toString(before),
                    Integer.toString(counted.tableUnits()),
                    number(counted.readUnits()));
            assertThat(counted.tableUnits()).isEqualTo(5);
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static String dollars(double value) {
        return String.format(Locale.ROOT, "$%.2f", value);
    }
}
