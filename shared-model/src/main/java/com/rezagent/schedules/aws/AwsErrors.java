package com.rezagent.schedules.aws;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ScheduleException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.error.TransientException.Reason;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;
import software.amazon.awssdk.services.scheduler.model.ConflictException;
import software.amazon.awssdk.services.scheduler.model.ServiceQuotaExceededException;
import software.amazon.awssdk.services.scheduler.model.ValidationException;
import software.amazon.awssdk.services.sns.model.AuthorizationErrorException;
import software.amazon.awssdk.services.sns.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.InvalidParameterValueException;
import software.amazon.awssdk.services.sns.model.NotFoundException;

/**
 * Converts the SDK's exceptions to {@link TransientException} and {@link RefusedException}, by type, error code and
 * HTTP status. What an operator can fix (a permission, a missing table, a key) is transient: the event is retried and
 * finally becomes a dead letter, and no permanent harm is done. Only EventBridge's refusal of a schedule, and a topic's
 * refusal of a message, are permanent.
 *
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/APIReference/CommonErrors.html">Scheduler's common
 *     errors</a>
 */
final class AwsErrors {
    private static final int PAYMENT_REQUIRED = 402;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int MAX_MESSAGE_LENGTH = 500;

    /** Error codes of throttling that the SDK does not recognise as such. */
    private static final Set<String> THROTTLING = Set.of("Throttled", "ThrottledException", "KMSThrottling");

    /** Cancellation code of an item in a transaction that met a concurrent write. */
    private static final String TRANSACTION_CONFLICT = "TransactionConflict";

    /** Cancellation codes of an item whose table could not handle the load. */
    private static final Set<String> TRANSACTION_THROTTLED = Set.of("ThrottlingError", "ProvisionedThroughputExceeded");

    private AwsErrors() {}

    /**
     * Converts an error that does not depend on the content of the request.
     *
     * @param call the service and operation, for messages
     * @return a {@link TransientException}, or an {@link IllegalStateException} if AWS considers the request malformed:
     *     a bug, which no retry fixes
     */
    static RuntimeException translated(String call, SdkException e) {
        return reason(e)
                .<RuntimeException>map(reason -> new TransientException(reason, describe(call, e), e))
                .orElseGet(() -> new IllegalStateException(describe(call, e), e));
    }

    /**
     * Converts the error of a failed create or update of an EventBridge schedule: to a {@link RefusedException} with
     * EventBridge's own message if it will never accept the schedule.
     */
    static RuntimeException ofSchedule(String call, SdkException e) {
        if (!(e instanceof ValidationException refusal)) {
            return translated(call, e);
        }
        String message = awsMessage(refusal);
        // A role that was just created may not be known everywhere yet.
        return message.toLowerCase(Locale.ROOT).contains("execution role")
                ? new TransientException(Reason.ROLE_NOT_READY, describe(call, e), e)
                : new RefusedException(ErrorCode.ENGINE_REFUSED, "EventBridge Scheduler refused the schedule", message);
    }

    /**
     * Converts the error of a failed page of EventBridge's list: to a {@link RefusedException} if it does not know the
     * token, the only part of that call that callers provide.
     */
    static RuntimeException ofList(String call, @Nullable String nextToken, SdkException e) {
        return e instanceof ValidationException && nextToken != null
                ? new RefusedException(
                        ErrorCode.INVALID_REQUEST,
                        "The request is invalid",
                        "next_token: does not belong to this list; leave it out")
                : translated(call, e);
    }

    /**
     * Converts the error of a failed publish: to a {@link RefusedException} if the topic will never accept the message.
     */
    static RuntimeException ofPublish(TopicArn topic, SdkException e) {
        if (e instanceof NotFoundException) {
            return unknownTopic(topic);
        }
        if (e instanceof AuthorizationErrorException) {
            return notAllowed(topic);
        }
        if (e instanceof InvalidParameterException || e instanceof InvalidParameterValueException) {
            return refusedMessage(topic, awsMessage((AwsServiceException) e));
        }
        return translated("SNS Publish", e);
    }

    /**
     * Converts the error of one entry of a batch: to a {@link RefusedException} if the topic will never accept the
     * message.
     */
    static ScheduleException ofPublish(TopicArn topic, BatchResultErrorEntry failed) {
        String code = failed.code() == null ? "no code" : failed.code();
        String message = shortened(failed.message());
        if (code.startsWith("NotFound")) {
            return unknownTopic(topic);
        }
        if (code.startsWith("AuthorizationError")) {
            return notAllowed(topic);
        }
        if (code.startsWith("InvalidParameter") || code.equals("ParameterValueInvalid")) {
            return refusedMessage(topic, message);
        }
        Reason reason = code.contains("Throttl") ? Reason.THROTTLED : Reason.UNAVAILABLE;
        return new TransientException(reason, "SNS PublishBatch failed for an entry: " + code + ": " + message);
    }

    /** Returns the failure of an entry that the response to a batch does not mention. */
    static TransientException notMentioned() {
        return new TransientException(Reason.UNAVAILABLE, "SNS PublishBatch did not return a result for an entry");
    }

    static RefusedException tooLarge() {
        return new RefusedException(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "The message is too large",
                "payload: SNS accepts at most " + TopicMessage.MAX_BYTES
                        + " bytes of UTF-8, attributes included; send less");
    }

    private static RefusedException unknownTopic(TopicArn topic) {
        return badTarget(topic, "does not exist; use an existing topic");
    }

    private static RefusedException notAllowed(TopicArn topic) {
        return badTarget(topic, "does not allow this system to publish; allow it in the topic's policy");
    }

    private static RefusedException refusedMessage(TopicArn topic, String message) {
        return message.toLowerCase(Locale.ROOT).contains("too long")
                ? tooLarge()
                : badTarget(topic, "refused the message: " + message);
    }

    private static RefusedException badTarget(TopicArn topic, String problem) {
        return new RefusedException(
                ErrorCode.INVALID_TARGET, "The topic refused the message", "topic: " + topic + " " + problem);
    }

    /**
     * Returns whether an immediate retry of the same transaction may succeed. The SDK does not retry these errors by
     * itself.
     */
    static boolean isTransactionConflict(Throwable e) {
        return e instanceof TransactionConflictException
                || e instanceof TransactionInProgressException
                || (e instanceof TransactionCanceledException cancelled
                        && codes(cancelled).contains(TRANSACTION_CONFLICT)
                        && !codes(cancelled).contains("ConditionalCheckFailed"));
    }

    /**
     * Returns the cancellation code of each item of the transaction, in order; {@code None} for an item that did not
     * fail.
     */
    static List<String> codes(TransactionCanceledException e) {
        return e.hasCancellationReasons()
                ? e.cancellationReasons().stream()
                        .map(reason -> reason.code() == null ? "None" : reason.code())
                        .toList()
                : List.of();
    }

    /** Returns why a retry may help; empty if it cannot. */
    private static Optional<Reason> reason(SdkException e) {
        if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
            return Optional.of(Reason.TIMED_OUT);
        }
        if (e instanceof TransactionCanceledException cancelled) {
            return reason(cancelled);
        }
        if (isTransactionConflict(e)) {
            return Optional.of(Reason.CONTENDED);
        }
        if (e instanceof ConflictException) {
            return Optional.of(Reason.BUSY);
        }
        if (e instanceof AwsServiceException serviceError) {
            return reason(serviceError);
        }
        return Optional.of(causedByTimeout(e) ? Reason.TIMED_OUT : Reason.UNAVAILABLE);
    }

    private static Optional<Reason> reason(TransactionCanceledException e) {
        List<String> codes = codes(e);
        if (codes.contains(TRANSACTION_CONFLICT)) {
            return Optional.of(Reason.CONTENDED);
        }
        if (codes.stream().anyMatch(TRANSACTION_THROTTLED::contains)) {
            return Optional.of(Reason.THROTTLED);
        }
        return Optional.empty();
    }

    private static Optional<Reason> reason(AwsServiceException e) {
        int status = e.statusCode();
        if (e.isThrottlingException() || status == TOO_MANY_REQUESTS || THROTTLING.contains(code(e))) {
            return Optional.of(Reason.THROTTLED);
        }
        if (e instanceof ServiceQuotaExceededException || status == PAYMENT_REQUIRED) {
            return Optional.of(Reason.QUOTA_EXCEEDED);
        }
        if (status == REQUEST_TIMEOUT || code(e).startsWith("RequestTimeout")) {
            return Optional.of(Reason.TIMED_OUT);
        }
        return isMalformed(e) ? Optional.empty() : Optional.of(Reason.UNAVAILABLE);
    }

    /** Returns whether AWS could not interpret the request, as opposed to denying it or not finding a resource. */
    private static boolean isMalformed(AwsServiceException e) {
        String code = code(e);
        return code.equals("ValidationException")
                || code.equals("SerializationException")
                || code.startsWith("InvalidParameter")
                || code.equals("InvalidMessageContents");
    }

    private static boolean causedByTimeout(Throwable e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    private static String describe(String call, SdkException e) {
        return e instanceof AwsServiceException serviceError
                ? call + " failed: " + code(serviceError) + ": " + awsMessage(serviceError)
                : call + " failed: " + e.getClass().getSimpleName();
    }

    private static String code(AwsServiceException e) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        return code == null ? "HTTP " + e.statusCode() : code;
    }

    /** Returns AWS's own message, shortened to {@value #MAX_MESSAGE_LENGTH} characters. */
    private static String awsMessage(AwsServiceException e) {
        return shortened(
                e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage());
    }

    private static String shortened(@Nullable String message) {
        if (message == null || message.isBlank()) {
            return "no reason given";
        }
        return message.length() <= MAX_MESSAGE_LENGTH ? message : message.substring(0, MAX_MESSAGE_LENGTH) + "…";
    }
}
