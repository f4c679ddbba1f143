package com.rezagent.schedules.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.scheduler.event.EventReader;
import com.rezagent.schedules.scheduler.event.SchedulerEvent;
import com.rezagent.schedules.testing.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the redrive loop of docs/operations.md: it uses the template's names and restores the events of all three queues. */
class RedriveLoopTest {
    private static final Pattern LOOP = Pattern.compile("```bash\\n(queue=[^`]*?)```");
    private static final Pattern QUEUE = Pattern.compile("rez-agent-[a-z-]+-dead-letters-dev");

    /** Replaces the AWS CLI: returns one batch of dead letters and records invocations and deletions. */
    private static final String AWS = """
            #!/usr/bin/env bash
            echo "$*" >> calls
            case "$1 $2" in
              "sqs get-queue-url") echo https://sqs/queue ;;
              "sqs receive-message") if [ -e batch.json ]; then cat batch.json; rm batch.json; fi ;;
              "lambda invoke") if grep -q refused event.json; then exit 254; fi; cat event.json >> invoked ;;
              "sqs delete-message") echo "${@: -1}" >> deleted ;;
              *) exit 1 ;;
            esac
            """;

    private static final String REFUSED = "refused";
    private static final TopicArn REPORTS =
            new TopicArn("arn:aws:sns:us-east-1:000000000000:rez-agent-execution-reports-local");
    private static final String FUNCTION =
            "arn:aws:lambda:us-east-1:123456789012:function:rez-agent-schedules-scheduler-dev:live";

    private final ArrayNode deadLetters = Json.object().putArray("Messages");
    private final DeployedStage dev = DeployedStage.of("dev");

    @TempDir
    private Path folder;

    private static String operations() throws IOException {
        return Repository.text("docs/operations.md");
    }

    private static String loop() throws IOException {
        Matcher loop = LOOP.matcher(operations());
        assertThat(loop.find()).isTrue();
        return loop.group(1);
    }

    @Test
    void function_and_queue_names_are_those_of_the_template() throws IOException {
        Set<String> queues = new TreeSet<>();
        dev.ofType("AWS::SQS::Queue").keySet().forEach(it -> queues.add(dev.resourceName(it)));
        Set<String> named = new TreeSet<>();
        Matcher name = QUEUE.matcher(operations());
        while (name.find()) {
            named.add(name.group());
        }

        assertThat(named).isEqualTo(queues);
        assertThat(loop())
                .contains("--queue-name " + dev.resourceName("FunctionDeadLetters") + " ")
                .contains("--function-name " + dev.resourceName("SchedulerFunction") + ":live ");
        // Dead letters must stay invisible until all ten of a batch have been processed.
        assertThat(loop()).contains("--visibility-timeout 300 ");
    }

    @Test
    void each_dead_letter_is_redriven_as_the_original_event() throws Exception {
        ObjectNode command = SampleEvents.read("sns-pause.json");
        ObjectNode firing = SampleEvents.read("trigger.json");
        letter("failed command", Json.write(failedByLambda(command)));
        letter("failed firing", Json.write(failedByLambda(firing)));
        letter("undelivered by SNS", Json.write(command.at("/Records/0/Sns")));
        undeliveredByEventBridge("undelivered by EventBridge", Json.write(firing));
        letter("request with an object", Json.write(request().set("Payload", firing)));
        letter("added by the function", Json.write(command));

        List<ObjectNode> invoked = redriven();

        assertThat(invoked).hasSize(6);
        assertThat(invoked.get(0)).isEqualTo(command);
        assertThat(invoked.get(1)).isEqualTo(firing);
        assertThat(new EventReader(REPORTS).read(invoked.get(2)))
                .isEqualTo(new EventReader(REPORTS).read(command))
                .isInstanceOf(SchedulerEvent.Messages.class);
        assertThat(invoked.get(3)).isEqualTo(firing);
        assertThat(new EventReader(REPORTS).read(invoked.get(3))).isInstanceOf(SchedulerEvent.Firing.class);
        assertThat(invoked.get(4)).isEqualTo(firing);
        assertThat(invoked.get(5)).isEqualTo(command);
        assertThat(deleted())
                .containsExactly(
                        "failed command",
                        "failed firing",
                        "undelivered by SNS",
                        "undelivered by EventBridge",
                        "request with an object",
                        "added by the function");
        assertThat(Files.readString(folder.resolve("calls"))).contains("--invocation-type Event");
    }

    @Test
    void dead_letters_that_cannot_be_redriven_stay_in_the_queue() throws Exception {
        ObjectNode firing = SampleEvents.read("trigger.json");
        String whole = Json.write(firing);
        letter("unreadable", Json.write(SampleEvents.read("sns-not-json.json")))
                .putObject("MessageAttributes")
                .putObject("reason")
                .put("StringValue", "The message is not a valid command");
        letter("not JSON", "{\"schedule_id\":");
        letter("not an object", "[1]");
        letter("a JSON string", "\"schedule_id\"");
        letter("unknown event", "{\"a\":1}");
        undeliveredByEventBridge("a reconcile run", "{\"action\":\"reconcile\"}");
        undeliveredByEventBridge("cut off", whole.substring(0, whole.length() - 20));
        undeliveredByEventBridge("id is a number", "{\"schedule_id\":1,\"scheduled_time\":\"2025-11-07T11:00:00Z\"}");
        undeliveredByEventBridge("payload is a list", "[" + whole + "]");
        letter("no payload", Json.write(request()));
        letter("null payload", Json.write(request().putNull("Payload")));
        undeliveredByEventBridge("good", whole);

        assertThat(redriven()).containsExactly(firing);
        assertThat(deleted()).containsExactly("good");
    }

    @Test
    void a_dead_letter_stays_in_the_queue_if_its_invocation_fails() throws Exception {
        ObjectNode firing = SampleEvents.read("trigger.json");
        ObjectNode refused = firing.deepCopy().put("execution_id", REFUSED);
        undeliveredByEventBridge("before", Json.write(firing));
        undeliveredByEventBridge("refused firing", Json.write(refused));
        letter("refused failure", Json.write(failedByLambda(refused)));
        letter("after", Json.write(failedByLambda(firing)));

        assertThat(redriven()).containsExactly(firing, firing);
        assertThat(deleted()).containsExactly("before", "after");
    }

    /** Returns Lambda's record of an asynchronous invocation whose retries are exhausted. */
    private static ObjectNode failedByLambda(ObjectNode event) {
        ObjectNode failed = Json.object().put("version", "1.0").put("timestamp", "2025-11-06T20:10:00.000Z");
        failed.putObject("requestContext").put("condition", "RetriesExhausted");
        failed.set("requestPayload", event);
        failed.putObject("responseContext").put("statusCode", 200).put("functionError", "Unhandled");
        return failed;
    }

    /** Adds a dead letter of EventBridge Scheduler; its body is the Invoke request that failed. */
    private void undeliveredByEventBridge(String receipt, String payload) {
        ObjectNode attributes =
                letter(receipt, Json.write(request().put("Payload", payload))).putObject("MessageAttributes");
        Map.of(
                        "ERROR_CODE", "Lambda.TooManyRequestsException",
                        "ERROR_MESSAGE", "Rate Exceeded.",
                        "EXECUTION_ID", "ad06616e51cdf74a",
                        "EXHAUSTED_RETRY_CONDITION", "MaximumRetryAttempts",
                        "IS_PAYLOAD_TRUNCATED", "false",
                        "RETRY_ATTEMPTS", "185",
                        "SCHEDULED_TIME", "2025-11-07T11:00:00Z",
                        "SCHEDULE_ARN",
                                "arn:aws:scheduler:us-east-1:123456789012:schedule/rez-agent-schedules-dev/sched_1",
                        "TARGET_ARN", FUNCTION)
                .forEach((name, value) ->
                        attributes.putObject(name).put("StringValue", value).put("DataType", "String"));
    }

    private static ObjectNode request() {
        return Json.object().put("FunctionName", FUNCTION).put("InvocationType", "Event");
    }

    /** Runs the loop over the dead letters and returns the events that the function was invoked with, in order. */
    private List<ObjectNode> redriven() throws Exception {
        assumeTrue(isInstalled("bash") && isInstalled("jq"), "bash and jq are needed to run the loop");
        Files.writeString(folder.resolve("batch.json"), "{\"Messages\":" + Json.write(deadLetters) + "}");
        Path aws =
                Files.writeString(Files.createDirectory(folder.resolve("bin")).resolve("aws"), AWS);
        assertThat(aws.toFile().setExecutable(true)).isTrue();
        run();
        return Files.readAllLines(folder.resolve("invoked")).stream()
                .map(Json::parseObject)
                .toList();
    }

    private List<String> deleted() throws IOException {
        return Files.readAllLines(folder.resolve("deleted"));
    }

    private ObjectNode letter(String receipt, String body) {
        return deadLetters.addObject().put("ReceiptHandle", receipt).put("Body", body);
    }

    private static boolean isInstalled(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void run() throws IOException, InterruptedException {
        ProcessBuilder process = new ProcessBuilder("bash", "-c", loop())
                .directory(folder.toFile())
                .redirectErrorStream(true);
        process.environment().merge("PATH", folder.resolve("bin") + ":", (path, own) -> own + path);
        Process bash = process.start();
        String printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(printed).isZero();
    }
}
