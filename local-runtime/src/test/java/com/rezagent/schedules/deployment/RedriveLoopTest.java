package com.rezagent.schedules.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.scheduler.event.EventReader;
import com.rezagent.schedules.scheduler.event.SchedulerEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell loop that operators redrive with: its names are the template's, and it hands on what each queue holds. */
class RedriveLoopTest {
    private static final Pattern LOOP = Pattern.compile("```bash\\n(queue=[^`]*?)```");
    private static final Pattern QUEUE = Pattern.compile("rez-agent-[a-z-]+-dead-letters-dev");

    /** In the place of aws-cli: one batch of letters, and a note of what is invoked and deleted. */
    private static final String AWS = """
            #!/usr/bin/env bash
            echo "$*" >> calls
            case "$1 $2" in
              "sqs get-queue-url") echo https://sqs/queue ;;
              "sqs receive-message") if [ -e batch.json ]; then cat batch.json; rm batch.json; fi ;;
              "lambda invoke") cat event.json >> invoked ;;
              "sqs delete-message") echo "${@: -1}" >> deleted ;;
              *) exit 1 ;;
            esac
            """;

    private final DeployedStage dev = DeployedStage.of("dev");

    @TempDir
    private Path folder;

    private static String operations() throws IOException {
        return Files.readString(Template.root().resolve("docs/operations.md"));
    }

    private static String loop() throws IOException {
        Matcher loop = LOOP.matcher(operations());
        assertThat(loop.find()).isTrue();
        return loop.group(1);
    }

    @Test
    void its_names_and_those_of_the_queues_beside_it_are_the_templates() throws IOException {
        Set<String> queues = new TreeSet<>();
        dev.ofType("AWS::SQS::Queue").keySet().forEach(it -> queues.add(dev.ownName(it)));
        Set<String> named = new TreeSet<>();
        Matcher name = QUEUE.matcher(operations());
        while (name.find()) {
            named.add(name.group());
        }

        assertThat(named).isEqualTo(queues);
        assertThat(loop())
                .contains("--queue-name " + dev.ownName("FunctionDeadLetters") + " ")
                .contains("--function-name " + dev.ownName("SchedulerFunction") + ":live ");
        // A letter must be out of sight for longer than it takes to hand on the ten of a batch.
        assertThat(loop()).contains("--visibility-timeout 300 ");
    }

    @Test
    void what_each_queue_holds_becomes_the_event_that_it_first_was_and_what_nobody_could_read_is_left()
            throws Exception {
        assumeTrue(isThere("bash") && isThere("jq"), "bash and jq are needed to run the loop");
        ObjectNode command = SampleEvents.read("sns-pause.json");
        ObjectNode firing = SampleEvents.read("trigger.json");
        ObjectNode failed = Json.object().put("version", "1.0").put("timestamp", "2025-11-06T20:10:00.000Z");
        failed.putObject("requestContext").put("condition", "RetriesExhausted");
        failed.set("requestPayload", command);
        ObjectNode notification = (ObjectNode) command.at("/Records/0/Sns");
        ArrayNode letters = Json.object().putArray("Messages");
        letter(letters, "failed", failed);
        letter(letters, "undelivered", notification);
        letter(letters, "not fired", firing);
        letter(letters, "unreadable", command)
                .putObject("MessageAttributes")
                .putObject("reason")
                .put("StringValue", "The message is no command");
        Files.writeString(folder.resolve("batch.json"), "{\"Messages\":" + Json.write(letters) + "}");
        Path aws =
                Files.writeString(Files.createDirectory(folder.resolve("bin")).resolve("aws"), AWS);
        assertThat(aws.toFile().setExecutable(true)).isTrue();

        run();

        List<String> invoked = Files.readAllLines(folder.resolve("invoked"));
        assertThat(invoked).hasSize(3);
        assertThat(Json.parse(invoked.get(0))).isEqualTo(command);
        assertThat(EventReader.read(Json.parseObject(invoked.get(1))))
                .isEqualTo(EventReader.read(command))
                .isInstanceOf(SchedulerEvent.Messages.class);
        assertThat(Json.parse(invoked.get(2))).isEqualTo(firing);
        assertThat(Files.readAllLines(folder.resolve("deleted"))).containsExactly("failed", "undelivered", "not fired");
        assertThat(Files.readString(folder.resolve("calls"))).contains("--invocation-type Event");
    }

    private static ObjectNode letter(ArrayNode letters, String receipt, ObjectNode body) {
        return letters.addObject().put("ReceiptHandle", receipt).put("Body", Json.write(body));
    }

    private static boolean isThere(String program) throws InterruptedException {
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
