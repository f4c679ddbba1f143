package com.rezagent.schedules.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.rezagent.schedules.command.CommandJson;
import com.rezagent.schedules.command.ScheduleCommandReader;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.ReportReader;
import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.expression.Timezones;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.scheduler.event.EventReader;
import com.rezagent.schedules.scheduler.event.UnknownEventException;
import com.rezagent.schedules.webapi.http.HttpApiEvent;
import com.rezagent.schedules.webapi.http.HttpRequest;
import com.rezagent.schedules.webapi.http.IfMatch;
import com.rezagent.schedules.webapi.http.PercentEncoding;
import com.rezagent.schedules.webapi.http.PreferHeader;
import com.rezagent.schedules.webapi.http.Query;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;

/**
 * Coverage-guided fuzz tests of everything that parses external text. A build runs each target on its seeds and past
 * findings in the resources {@code ParserFuzzTestInputs}; {@code mvn -Pjazzer -Dtarget=expression test} fuzzes one
 * target.
 */
@Tag("slow")
class ParserFuzzTest {
    private static final TopicArn REPORTS =
            new TopicArn("arn:aws:sns:us-east-1:000000000000:rez-agent-execution-reports-local");
    private static final CommandJson COMMANDS = new CommandJson(List.of(new ScheduleCommandReader()));
    private static final String MINUTES = "3m";
    private static final Instant NOW = Instant.parse("2025-11-06T20:00:00Z");

    /** Runs a parser, which may refuse its input. */
    private static void read(byte[] data, Consumer<String> parser) {
        read(data, RefusedException.class, parser);
    }

    /** Checks that a refusal has details, and that it, or the other exception, quotes little of the input. */
    private static void read(byte[] data, Class<? extends RuntimeException> other, Consumer<String> parser) {
        String input = text(data);
        try {
            parser.accept(input);
        } catch (RuntimeException e) {
            String error = String.valueOf(e.getMessage());
            if (e instanceof RefusedException refused) {
                assertThat(refused.details()).isNotEmpty();
                error += "\n" + refused.joinedDetails();
            } else if (!other.isInstance(e)) {
                throw e;
            }
            assertThat(Quotes.longestCommonSubstring(input, error)).isLessThanOrEqualTo(Quotes.MAX_LENGTH);
        }
    }

    private static String text(byte[] data) {
        return new String(data, StandardCharsets.UTF_8);
    }

    /** Also covers the detection of other dialects, which runs if the text is not an expression. */
    @FuzzTest(maxDuration = MINUTES)
    void expression(byte[] data) {
        read(data, input -> {
            String canonical = Expression.parse(input).expression().canonical();
            assertThat(Expression.parse(canonical).expression().canonical()).isEqualTo(canonical);
        });
    }

    @FuzzTest(maxDuration = MINUTES)
    void timezone(byte[] data) {
        read(data, input -> assertThat(Timezones.parse(input).getId()).isNotEmpty());
    }

    @FuzzTest(maxDuration = MINUTES)
    void json(byte[] data) {
        read(data, input -> {
            String written = Json.write(Json.parse(input));
            assertThat(Json.write(Json.parse(written))).isEqualTo(written);
        });
    }

    @FuzzTest(maxDuration = MINUTES)
    void ifMatch(byte[] data) {
        read(data, input -> IfMatch.of(request(Map.of("If-Match", input))));
    }

    @FuzzTest(maxDuration = MINUTES)
    void prefer(byte[] data) {
        PreferHeader.wait(request(Map.of("Prefer", text(data))));
    }

    private static HttpRequest request(Map<String, String> headers) {
        return new HttpRequest("r", "GET", "", "/", "", headers, null, false, Optional.empty());
    }

    @FuzzTest(maxDuration = MINUTES)
    void query(byte[] data) {
        read(data, input -> {
            Query query = Query.parse(input, Set.of("status", "limit", "name"));
            query.wholeNumber("limit", 1, 100, 50);
            query.text("name");
            query.throwIfAny();
        });
    }

    @FuzzTest(maxDuration = MINUTES)
    void percentDecoding(byte[] data) {
        String input = text(data);
        Optional<String> decoded = PercentEncoding.decode(input);
        if (!input.contains("%")) {
            assertThat(decoded).contains(input);
        }
    }

    /** Input that is not an event causes an {@link IllegalArgumentException} before its text is read. */
    @FuzzTest(maxDuration = MINUTES)
    void httpApiEvent(byte[] data) {
        read(
                data,
                IllegalArgumentException.class,
                input -> HttpApiEvent.read(data).text());
    }

    @FuzzTest(maxDuration = MINUTES)
    void snsEvent(byte[] data) {
        read(data, UnknownEventException.class, input -> new EventReader(REPORTS).read(data));
    }

    @FuzzTest(maxDuration = MINUTES)
    void snsCommand(byte[] data) {
        read(data, input -> COMMANDS.read(input, new CommandJson.Delivery("message-1", NOW, Map.of())));
    }

    @FuzzTest(maxDuration = MINUTES)
    void report(byte[] data) {
        read(data, ReportReader::message);
    }
}
