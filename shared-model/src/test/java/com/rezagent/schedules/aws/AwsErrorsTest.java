package com.rezagent.schedules.aws;

import static com.rezagent.schedules.schedule.Schedules.NOW;
import static com.rezagent.schedules.schedule.Schedules.schedule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.rezagent.schedules.change.ChangeQuery;
import com.rezagent.schedules.engine.EngineContract;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.error.TransientException.Reason;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.Status;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.retries.DefaultRetryStrategy;

class AwsErrorsTest {
    private static final Change CHANGE = new Change(
            new Change.Subject("sched_a", "sched_a", "a", ResourceName.DEFAULT_GROUP),
            2,
            NOW,
            new Change.Cause("pause", "ann", null, "cmd_1"),
            List.of(),
            null);

    private static final ScheduleId ID = new ScheduleId("sched_1");
    private static final TopicArn TOPIC = new TopicArn("arn:aws:sns:us-east-1:123456789012:topic");
    private static final EngineEntry ENTRY =
            EngineContract.entry(ID, "rate(5 minutes)", "UTC", WireStage.EMULATED_TARGET);

    private final CannedAws aws = new CannedAws();
    private final AwsClients clients = aws.clients(AwsErrorsTest::once);

    @AfterEach
    void close() {
        clients.close();
    }

    // --- EventBridge Scheduler ---

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | ThrottlingException | Rate exceeded | THROTTLED",
                "400 | ThrottlingException | Rate exceeded | THROTTLED",
                "402 | ServiceQuotaExceededException | The request exceeds a service quota. | QUOTA_EXCEEDED",
                "402 | SomethingNew | A quota by another name. | QUOTA_EXCEEDED",
                "500 | InternalServerException | Unexpected error encountered. | UNAVAILABLE",
                "503 | ServiceUnavailable | Try later. | UNAVAILABLE",
                "408 | RequestTimeout | Too slow. | TIMED_OUT",
                "403 | AccessDeniedException | User is not authorized to perform: iam:PassRole | UNAVAILABLE",
                "403 | ExpiredTokenException | The security token included in the request is expired | UNAVAILABLE",
                "400 | ValidationException | The execution role you provide must allow AWS EventBridge Scheduler"
                        + " to assume the role. | ROLE_NOT_READY",
            })
    void temporary_errors_of_create_and_update_are_transient(int status, String code, String message, Reason reason) {
        EventBridgeEngine engine = new EventBridgeEngine(clients.scheduler(), "group");
        aws.responds(status, code, message);

        assertTransient(() -> engine.create(ENTRY), reason);
        assertTransient(() -> engine.update(ENTRY), reason);
    }

    @Test
    void a_validation_error_of_eventbridge_is_a_refusal_with_its_message() {
        EventBridgeEngine engine = new EventBridgeEngine(clients.scheduler(), "group");
        aws.responds(400, "ValidationException", "Invalid Schedule Expression rate(5 minutes).");

        for (Throwable thrown :
                new Throwable[] {catchThrowable(() -> engine.create(ENTRY)), catchThrowable(() -> engine.update(ENTRY))
                }) {
            assertThat(thrown).isInstanceOfSatisfying(RefusedException.class, refused -> {
                assertThat(refused.code()).isEqualTo(ErrorCode.ENGINE_REFUSED);
                assertThat(refused.details()).containsExactly("Invalid Schedule Expression rate(5 minutes).");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Schedule sched_1 already exists.",
                "Updating or deleting the resource can cause an inconsistent state.",
                "Schedule sched_1 is currently being updated."
            })
    void a_conflict_means_exists_on_create_and_busy_on_update_and_delete(String message) {
        List<Duration> waits = new ArrayList<>();
        EventBridgeEngine engine = new EventBridgeEngine(clients.scheduler(), "group", waits::add);
        aws.responds(409, "ConflictException", message);

        assertThat(engine.create(ENTRY)).isEmpty();
        assertThat(waits).isEmpty();
        assertTransient(() -> engine.update(ENTRY), Reason.BUSY);
        assertThat(waits).extracting(Duration::toMillis).containsExactly(500L, 1_000L, 2_000L, 4_000L);
        waits.clear();
        assertTransient(() -> engine.delete(ID), Reason.BUSY);
        assertThat(waits).hasSize(4);
    }

    @Test
    void update_and_delete_retry_while_a_schedule_is_busy() {
        EventBridgeEngine engine = new EventBridgeEngine(
                clients.scheduler(), "group", wait -> aws.respondsJson(200, "{\"ScheduleArn\":\"arn\"}"));

        aws.responds(409, "ConflictException", "busy");
        assertThat(engine.update(ENTRY)).contains("arn");
        aws.responds(409, "ConflictException", "busy");
        engine.delete(ID);
    }

    @Test
    void a_missing_schedule_is_no_error_and_a_missing_group_is_transient() {
        EventBridgeEngine engine = new EventBridgeEngine(clients.scheduler(), "group");
        aws.responds(404, "ResourceNotFoundException", "Schedule group group does not exist.");

        assertThat(engine.find(ID)).isEmpty();
        assertThat(engine.update(ENTRY)).isEmpty();
        engine.delete(ID);
        assertTransient(() -> engine.create(ENTRY), Reason.UNAVAILABLE);
        assertTransient(() -> engine.list(null), Reason.UNAVAILABLE);
    }

    @Test
    void an_unknown_token_is_refused_as_an_invalid_request() {
        EventBridgeEngine engine = new EventBridgeEngine(clients.scheduler(), "group");
        aws.responds(400, "ValidationException", "Invalid NextToken");

        assertThatThrownBy(() -> engine.list("forged"))
                .isInstanceOfSatisfying(
                        RefusedException.class, it -> assertThat(it.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
        assertThatThrownBy(() -> engine.list(null)).isInstanceOf(IllegalStateException.class);
    }

    // --- DynamoDB ---

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | ProvisionedThroughputExceededException | Exceeded | THROTTLED",
                "400 | ThrottlingException | Rate of requests exceeds the allowed throughput. | THROTTLED",
                "400 | RequestLimitExceeded | Throughput exceeds the current limit | THROTTLED",
                "400 | TransactionConflictException | Transaction is ongoing for the item | CONTENDED",
                "400 | TransactionInProgressException | In progress | CONTENDED",
                "400 | ResourceNotFoundException | Requested resource not found | UNAVAILABLE",
                "400 | AccessDeniedException | Not authorized to use the key | UNAVAILABLE",
                "500 | InternalServerError | The request processing has failed | UNAVAILABLE",
            })
    void temporary_errors_of_the_tables_are_transient(int status, String code, String message, Reason reason) {
        DynamoDbScheduleStore store =
                new DynamoDbScheduleStore(clients.dynamoDb(), "schedules", "resources", "changes");
        DynamoDbExecutionHistory history = history();
        aws.responds(status, code, message);

        assertTransient(() -> store.find(ID), reason);
        assertTransient(() -> store.list(new ScheduleQuery(Status.ACTIVE, null, 50, null)), reason);
        assertTransient(() -> store.list(ScheduleQuery.ofGroup(new ResourceName("billing"), 50)), reason);
        assertTransient(() -> store.list(ScheduleQuery.ofGroup(ResourceName.DEFAULT_GROUP, 50)), reason);
        assertTransient(store::markUpgraded, reason);
        assertTransient(() -> store.insert(schedule("a")), reason);
        assertTransient(() -> store.replace(schedule("a"), schedule("a")), reason);
        assertTransient(() -> history.claim(key(), "one", NOW, Duration.ofSeconds(1)), reason);
        assertTransient(() -> history.recordPublished(published(), ScheduleState.begin("one", 1)), reason);
        assertTransient(() -> history.record(published(), NOW), reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | ProvisionedThroughputExceededException | Exceeded | THROTTLED",
                "400 | RequestLimitExceeded | Throughput exceeds the current limit | THROTTLED",
                "400 | ResourceNotFoundException | Requested resource not found | UNAVAILABLE",
                "400 | AccessDeniedException | Not authorized to use the key | UNAVAILABLE",
                "500 | InternalServerError | The request processing has failed | UNAVAILABLE",
            })
    void temporary_errors_of_groups_and_gates_are_transient(int status, String code, String message, Reason reason) {
        DynamoDbGroupStore groups = new DynamoDbGroupStore(clients.dynamoDb(), "resources", "changes");
        DynamoDbFiringRecords firings = new DynamoDbFiringRecords(clients.dynamoDb(), "schedules", "resources");
        aws.responds(status, code, message);

        assertTransient(() -> groups.find(ResourceName.DEFAULT_GROUP), reason);
        assertTransient(() -> groups.insert(Group.DEFAULT), reason);
        assertTransient(() -> groups.replace(Group.DEFAULT, Group.DEFAULT), reason);
        assertTransient(() -> groups.gate(ResourceName.DEFAULT_GROUP), reason);
        assertTransient(() -> groups.list(50, null), reason);
        assertTransient(groups::isFull, reason);
        assertTransient(() -> firings.find(ID, ResourceName.DEFAULT_GROUP), reason);
        assertTransient(() -> firings.of(schedule("a")), reason);
    }

    @ParameterizedTest
    @CsvSource({
        "TransactionConflict, None, CONTENDED",
        "None, TransactionConflict, CONTENDED",
        "ThrottlingError, None, THROTTLED",
    })
    void a_cancelled_write_of_a_group_is_transient(String first, String second, Reason reason) {
        DynamoDbGroupStore groups = new DynamoDbGroupStore(clients.dynamoDb(), "resources", "changes");
        aws.respondsJson(400, cancelled(first, second));

        assertTransient(() -> groups.insert(Group.DEFAULT), reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | ProvisionedThroughputExceededException | Exceeded | THROTTLED",
                "400 | TransactionInProgressException | In progress | CONTENDED",
                "400 | ResourceNotFoundException | Requested resource not found | UNAVAILABLE",
                "400 | AccessDeniedException | Not authorized to use the key | UNAVAILABLE",
                "500 | InternalServerError | The request processing has failed | UNAVAILABLE",
            })
    void temporary_errors_of_changes_are_transient(int status, String code, String message, Reason reason) {
        DynamoDbChangeHistory changes = new DynamoDbChangeHistory(clients.dynamoDb(), "changes");
        aws.responds(status, code, message);

        assertTransient(() -> store().insert(schedule("a"), CHANGE), reason);
        assertTransient(() -> store().replace(schedule("a"), schedule("a"), CHANGE), reason);
        assertTransient(() -> changes.list(ChangeQuery.ofRecord("sched_a", NOW, 50)), reason);
        assertTransient(() -> changes.list(ChangeQuery.ofGroup(ResourceName.DEFAULT_GROUP, NOW, 50)), reason);
        assertTransient(() -> changes.untilReplaced("sched_a", 1, NOW), reason);
    }

    private DynamoDbScheduleStore store() {
        return new DynamoDbScheduleStore(clients.dynamoDb(), "schedules", "resources", "changes");
    }

    @Test
    void a_write_with_a_change_returns_false_if_the_condition_on_the_record_fails() {
        aws.respondsJson(400, cancelled("ConditionalCheckFailed", "None"));
        assertThat(store().insert(schedule("a"), CHANGE)).isFalse();
        assertThat(store().replace(schedule("a"), schedule("a"), CHANGE)).isFalse();
        aws.respondsJson(400, cancelled("ConditionalCheckFailed", "TransactionConflict"));
        assertThat(store().replace(schedule("a"), schedule("a"), CHANGE)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"TransactionConflict, None", "None, TransactionConflict"})
    void a_write_with_a_change_that_conflicts_is_repeated_at_once(String first, String second) {
        int before = aws.calls();
        aws.respondsJson(400, cancelled(first, second));

        assertTransient(() -> store().replace(schedule("a"), schedule("a"), CHANGE), Reason.CONTENDED);

        assertThat(aws.calls() - before).isGreaterThan(5);
    }

    @Test
    void a_malformed_request_is_an_illegal_state() {
        DynamoDbScheduleStore store =
                new DynamoDbScheduleStore(clients.dynamoDb(), "schedules", "resources", "changes");
        aws.responds(400, "ValidationException", "Invalid UpdateExpression: Syntax error");

        assertThatThrownBy(() -> store.insert(schedule("a")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DynamoDB PutItem failed: ValidationException: Invalid UpdateExpression");
    }

    @Test
    void an_unreadable_row_is_an_illegal_state_that_contains_its_id() {
        DynamoDbScheduleStore store =
                new DynamoDbScheduleStore(clients.dynamoDb(), "schedules", "resources", "changes");
        aws.respondsJson(200, """
                {"Item":{"id":{"S":"sched_1"},"created_by":{"S":"x"},"created_date":{"S":"yesterday"},
                 "name":{"S":"n"},"schedule_expression":{"S":"cron(no)"}}}""");

        assertThatThrownBy(() -> store.find(ID))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("sched_1");
    }

    @ParameterizedTest
    @CsvSource({
        "TransactionConflict, None, CONTENDED",
        "None, TransactionConflict, CONTENDED",
        "None, ThrottlingError, THROTTLED",
        "ProvisionedThroughputExceeded, None, THROTTLED"
    })
    void a_transaction_cancelled_for_a_temporary_reason_is_transient(String first, String second, Reason reason) {
        DynamoDbExecutionHistory history = history();
        aws.respondsJson(400, cancelled(first, second));

        assertTransient(() -> history.recordPublished(published(), ScheduleState.begin("one", 1)), reason);
    }

    @Test
    void record_published_returns_false_if_already_published() {
        DynamoDbExecutionHistory history = history();
        // It is read again, because a report may have begun a run before.
        history.record(published(), NOW);

        aws.respondsJson(400, cancelled("ConditionalCheckFailed", "None"));
        assertThat(history.recordPublished(published(), ScheduleState.begin("one", 1)))
                .isFalse();
        aws.respondsJson(400, cancelled("ConditionalCheckFailed", "ConditionalCheckFailed"));
        assertThat(history.recordPublished(published(), ScheduleState.begin("one", 1)))
                .isFalse();
        aws.respondsJson(400, cancelled("ConditionalCheckFailed", "TransactionConflict"));
        assertThat(history.recordPublished(published(), ScheduleState.begin("one", 1)))
                .isFalse();
    }

    @Test
    void a_transaction_cancelled_for_a_temporary_reason_is_retried() {
        try (AwsClients retrying = aws.clients(client -> {})) {
            DynamoDbExecutionHistory history = new DynamoDbExecutionHistory(retrying.dynamoDb(), "e", "s");
            aws.respondsJson(400, cancelled("None", "TransactionConflict"));

            assertTransient(
                    () -> history.recordPublished(published(), ScheduleState.begin("one", 1)), Reason.CONTENDED);

            assertThat(aws.calls()).isGreaterThan(1);
        }
    }

    // --- SNS ---

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | Throttled | Rate exceeded | THROTTLED",
                "400 | Throttling | Rate exceeded | THROTTLED",
                "400 | KMSThrottling | Rate exceeded | THROTTLED",
                "400 | KMSDisabled | The key is disabled | UNAVAILABLE",
                "400 | KMSAccessDenied | The ciphertext refers to a key that does not exist | UNAVAILABLE",
                "403 | InvalidClientTokenId | The security token is invalid | UNAVAILABLE",
                "500 | InternalError | Internal error | UNAVAILABLE",
                "503 | ServiceUnavailable | Try later | UNAVAILABLE",
            })
    void temporary_errors_of_a_publish_are_transient(int status, String code, String message, Reason reason) {
        SnsTopicPublisher topics = new SnsTopicPublisher(clients.sns());
        aws.respondsInXml(status, code, message);

        assertTransient(() -> topics.publish(TOPIC, message()), reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | NotFound | Topic does not exist | INVALID_TARGET | does not exist",
                "403 | AuthorizationError | Not authorized to perform: SNS:Publish | INVALID_TARGET | does not allow",
                "400 | InvalidParameter | Invalid parameter: TopicArn | INVALID_TARGET | Invalid parameter: TopicArn",
                "400 | InvalidParameter | Invalid parameter: Message too long | PAYLOAD_TOO_LARGE | 262144",
                "400 | ParameterValueInvalid | Message too long | PAYLOAD_TOO_LARGE | 262144",
            })
    void permanent_errors_of_a_publish_are_refusals(
            int status, String code, String message, ErrorCode expected, String detail) {
        SnsTopicPublisher topics = new SnsTopicPublisher(clients.sns());
        aws.respondsInXml(status, code, message);

        assertThatThrownBy(() -> topics.publish(TOPIC, message()))
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(expected);
                    assertThat(refused.joinedDetails()).contains(detail);
                });
    }

    // --- SQS ---

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | ThrottlingException | Rate exceeded | THROTTLED",
                "400 | AWS.SimpleQueueService.NonExistentQueue | No such queue | UNAVAILABLE",
                "500 | InternalError | Internal error | UNAVAILABLE",
            })
    void errors_of_the_dead_letter_queue_are_transient(int status, String code, String message, Reason reason) {
        SqsDeadLetterQueue deadLetters =
                new SqsDeadLetterQueue(clients::sqs, "https://sqs.us-east-1.amazonaws.com/123456789012/queue");
        aws.responds(status, code, message);

        assertTransient(() -> deadLetters.add("{}", "no reason"), reason);
    }

    // --- no response ---

    @Test
    void a_refused_connection_is_transient() throws IOException {
        try (AwsClients refused = withoutRetries(URI.create("http://127.0.0.1:" + MotoServer.freePort()))) {
            assertTransient(
                    () -> new DynamoDbScheduleStore(refused.dynamoDb(), "schedules", "resources", "changes").find(ID),
                    Reason.UNAVAILABLE);
            assertTransient(() -> new SnsTopicPublisher(refused.sns()).publish(TOPIC, message()), Reason.UNAVAILABLE);
            assertTransient(
                    () -> new EventBridgeEngine(refused.scheduler(), "group").create(ENTRY), Reason.UNAVAILABLE);
        }
    }

    @Test
    void every_kind_of_timeout_is_transient() {
        assertThat(AwsErrors.translated("A call", ApiCallTimeoutException.create(8_000)))
                .isInstanceOfSatisfying(
                        TransientException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMED_OUT));
        assertThat(AwsErrors.translated("A call", ApiCallAttemptTimeoutException.create(3_000)))
                .isInstanceOfSatisfying(
                        TransientException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMED_OUT));
        assertThat(AwsErrors.translated(
                        "A call",
                        SdkClientException.create("no response", new SocketTimeoutException("Read timed out"))))
                .isInstanceOfSatisfying(
                        TransientException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMED_OUT));
    }

    private static void assertTransient(ThrowingCallable call, Reason reason) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TransientException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }

    private DynamoDbExecutionHistory history() {
        return new DynamoDbExecutionHistory(clients.dynamoDb(), "executions", "schedules");
    }

    private static String cancelled(String first, String second) {
        return """
                {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
                 "Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [%1$s, %2$s]",
                 "CancellationReasons":[{"Code":"%1$s"},{"Code":"%2$s"}]}""".formatted(first, second);
    }

    private static ExecutionKey key() {
        return ExecutionKey.firing(ID, NOW);
    }

    private static Execution published() {
        return Execution.claimed(key(), "one", NOW, Duration.ofSeconds(1)).published("sns-1", NOW);
    }

    private static TopicMessage message() {
        return new TopicMessage("{}", Map.of("stage", "test"));
    }

    private static AwsClients withoutRetries(URI endpoint) {
        return new AwsClients(client -> {
            MotoServer.emulated(client, endpoint);
            once(client);
        });
    }

    private static void once(AwsClientBuilder<?, ?> client) {
        client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                .retryStrategy(DefaultRetryStrategy.doNotRetry())
                .build());
    }
}
