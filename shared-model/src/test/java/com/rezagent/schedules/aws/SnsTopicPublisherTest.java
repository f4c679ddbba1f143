package com.rezagent.schedules.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.error.TransientException.Reason;
import com.rezagent.schedules.messaging.PublishResult;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.retries.DefaultRetryStrategy;

/** Batches of messages, as SNS answers them. */
class SnsTopicPublisherTest {
    private static final TopicArn TOPIC = new TopicArn("arn:aws:sns:us-east-1:123456789012:topic");
    private static final Pattern ENTRY = Pattern.compile("PublishBatchRequestEntries\\.member\\.\\d+\\.Id=(\\d+)");

    private final CannedAws aws = new CannedAws();
    private final AwsClients clients = aws.clients(
            client -> client.overrideConfiguration(it -> it.retryStrategy(DefaultRetryStrategy.doNotRetry())));
    private final SnsTopicPublisher topics = new SnsTopicPublisher(clients.sns());

    /** The entry ids of each call. */
    private final List<List<String>> batches = new ArrayList<>();

    @AfterEach
    void close() {
        clients.close();
    }

    /** Sets the response: for each entry a member of the list Successful or Failed, or nothing. */
    private void responds(Function<String, String> member) {
        aws.respondsInXmlTo("PublishBatch", form -> {
            List<String> ids =
                    ENTRY.matcher(form).results().map(it -> it.group(1)).toList();
            batches.add(ids);
            List<String> members = ids.stream().map(member).toList();
            return "<PublishBatchResponse><PublishBatchResult><Successful>"
                    + String.join(
                            "",
                            members.stream()
                                    .filter(it -> it.contains("<MessageId>"))
                                    .toList())
                    + "</Successful><Failed>"
                    + String.join(
                            "",
                            members.stream().filter(it -> it.contains("<Code>")).toList())
                    + "</Failed></PublishBatchResult></PublishBatchResponse>";
        });
    }

    private static String published(String id) {
        return "<member><Id>" + id + "</Id><MessageId>m-" + id + "</MessageId></member>";
    }

    private static String failed(String id, String code, String message) {
        return "<member><Id>" + id + "</Id><Code>" + code + "</Code><Message>" + message
                + "</Message><SenderFault>true</SenderFault></member>";
    }

    private static List<TopicMessage> messages(int count, int characters) {
        return IntStream.range(0, count)
                .mapToObj(i -> new TopicMessage("x".repeat(characters), Map.of()))
                .toList();
    }

    @Test
    void a_hundred_messages_take_ten_calls() {
        responds(SnsTopicPublisherTest::published);

        List<PublishResult> results = topics.publishAll(TOPIC, messages(100, 300));

        assertThat(batches).hasSize(10).allSatisfy(it -> assertThat(it).hasSize(10));
        assertThat(IntStream.range(0, 100))
                .allMatch(i -> results.get(i).orThrow().equals("m-" + i));
    }

    @ParameterizedTest
    @CsvSource({"2, 131072, 1", "2, 131073, 2", "5, 100000, 3", "3, 262144, 3", "11, 10, 2"})
    void a_batch_has_at_most_256_kb_in_all(int count, int characters, int calls) {
        responds(SnsTopicPublisherTest::published);

        assertThat(topics.publishAll(TOPIC, messages(count, characters))).allMatch(it -> it.failure() == null);

        assertThat(batches).hasSize(calls);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            InternalError | Internal error | UNAVAILABLE
            Throttled     | Rate exceeded  | THROTTLED
            KMSThrottling | Rate exceeded  | THROTTLED
            KMSDisabled   | The key is off | UNAVAILABLE
            """)
    void an_entry_that_may_succeed_later_is_transient(String code, String message, Reason reason) {
        responds(id -> id.equals("1") ? failed(id, code, message) : published(id));

        List<PublishResult> results = topics.publishAll(TOPIC, messages(3, 1));

        assertThat(results.get(0).orThrow()).isEqualTo("m-0");
        assertThat(results.get(1).failure())
                .isInstanceOfSatisfying(
                        TransientException.class, e -> assertThat(e.reason()).isEqualTo(reason));
        assertThat(results.get(2).orThrow()).isEqualTo("m-2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NotFound           | Topic does not exist               | INVALID_TARGET    | does not exist
            AuthorizationError | Not authorized                     | INVALID_TARGET    | does not allow
            InvalidParameter   | Invalid parameter: Message         | INVALID_TARGET    | Invalid parameter
            InvalidParameter   | Message too long                   | PAYLOAD_TOO_LARGE | 262144
            ParameterValueInvalid | Message too long                | PAYLOAD_TOO_LARGE | 262144
            """)
    void an_entry_that_is_never_accepted_is_refused(String code, String message, ErrorCode expected, String detail) {
        responds(id -> failed(id, code, message));

        assertThat(topics.publishAll(TOPIC, messages(1, 1)).get(0).failure())
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(expected);
                    assertThat(refused.joinedDetails()).contains(detail);
                });
    }

    @Test
    void an_entry_without_a_result_is_transient_and_not_lost() {
        responds(id -> id.equals("1") ? "" : published(id));

        List<PublishResult> results = topics.publishAll(TOPIC, messages(3, 1));

        assertThat(results.get(1).failure()).isInstanceOf(TransientException.class);
    }

    @Test
    void a_failed_call_is_the_failure_of_each_of_its_entries_alone() {
        aws.respondsInXml(503, "ServiceUnavailable", "Try later");
        List<TopicMessage> messages = new ArrayList<>(messages(12, 1));
        messages.set(4, new TopicMessage("x".repeat(TopicMessage.MAX_BYTES + 1), Map.of()));

        List<PublishResult> results = topics.publishAll(TOPIC, messages);

        assertThat(results).hasSize(12);
        assertThat(IntStream.range(0, 12).filter(i -> results.get(i).failure() instanceof TransientException))
                .containsExactly(0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11);
        assertThat(results.get(4).failure()).isInstanceOf(RefusedException.class);
    }
}
