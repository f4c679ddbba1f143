package com.rezagent.schedules.aws;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.error.TransientException.Reason;
import com.rezagent.schedules.topic.TopicArn;
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
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.InvalidParameterValueException;
import software.amazon.awssdk.services.sns.model.NotFoundException;

/**
 * Turns the SDK's exceptions into ours, by type, error code and HTTP status. What an operator can mend (a permission, a
 * missing table, a key) is transient: the event is retried and at last parked, and nothing is harmed for good. Only
 * EventBridge's judgement of a schedule, and a topic's of a message, are permanent.
 *
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/APIReference/CommonErrors.html">Scheduler's common
 *     errors</a>
 */
final class AwsErrors {
    private static final int PAYMENT_REQUIRED = 402;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int LONGEST_SENTENCE = 500;

    /** Codes that the SDK doesn't count as throttling. */
    private static final Set<String> THROTTLING = Set.of("Throttled", "ThrottledException", "KMSThrottling");

    /** Of one item in a transaction that was cancelled: somebody else was at it, or the table could not keep up. */
    private static final String TRANSACTION_CONFLICT = "TransactionConflict";

    private static final Set<String> TRANSACTION_THROTTLED = Set.of("ThrottlingError", "ProvisionedThroughputExceeded");

    private AwsErrors() {}

    /**
     * Ours for an error that says nothing about what was asked.
     *
     * @param call the service and operation, for people
     * @return a {@link TransientException}, or an {@link IllegalStateException} where AWS finds our request malformed:
     *     a bug, that no retry mends
     */
    static RuntimeException translated(String call, SdkException e) {
        return reason(e)
                .<RuntimeException>map(reason -> new TransientException(reason, sentence(call, e), e))
                .orElseGet(() -> new IllegalStateException(sentence(call, e), e));
    }

    /**
     * Ours for a create or an update of an EventBridge schedule that failed: a {@link RefusedException} with
     * EventBridge's own sentence where it will never take the schedule.
     */
    static RuntimeException ofSchedule(String call, SdkException e) {
        if (!(e instanceof ValidationException refusal)) {
            return translated(call, e);
        }
        String sentence = said(refusal);
        // A role made a moment ago is not known everywhere yet.
        return sentence.toLowerCase(Locale.ROOT).contains("execution role")
                ? new TransientException(Reason.ROLE_NOT_READY, sentence(call, e), e)
                : new RefusedException(
                        ErrorCode.ENGINE_REFUSED, "EventBridge Scheduler refused the schedule", sentence);
    }

    /**
     * Ours for a page of EventBridge's list that can't be had: a {@link RefusedException} where it does not know the token,
     * the one thing in that call that isn't ours.
     */
    static RuntimeException ofList(String call, @Nullable String nextToken, SdkException e) {
        return e instanceof ValidationException && nextToken != null
                ? new RefusedException(
                        ErrorCode.INVALID_REQUEST,
                        "The request is invalid",
                        "next_token: was not given for this list; leave it out")
                : translated(call, e);
    }

    /** Ours for a publish that failed: a {@link RefusedException} where the topic will never take the message. */
    static RuntimeException ofPublish(TopicArn topic, SdkException e) {
        if (e instanceof NotFoundException) {
            return badTarget(topic, "does not exist; name one that does");
        }
        if (e instanceof AuthorizationErrorException) {
            return badTarget(topic, "is not ours to publish to; allow it in the topic's policy");
        }
        if (e instanceof InvalidParameterException || e instanceof InvalidParameterValueException) {
            String sentence = said((AwsServiceException) e);
            return sentence.toLowerCase(Locale.ROOT).contains("too long")
                    ? tooLarge()
                    : badTarget(topic, "does not take the message: " + sentence);
        }
        return translated("SNS Publish", e);
    }

    static RefusedException tooLarge() {
        return new RefusedException(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "The message is too large",
                "payload: SNS takes 262144 bytes of UTF-8, attributes included; send less");
    }

    private static RefusedException badTarget(TopicArn topic, String fault) {
        return new RefusedException(
                ErrorCode.INVALID_TARGET, "The topic did not take the message", "topic: " + topic + " " + fault);
    }

    /**
     * Whether another try of the same transaction may go through at once. The SDK doesn't count this as retryable by
     * itself.
     */
    static boolean isTransactionConflict(Throwable e) {
        return e instanceof TransactionConflictException
                || e instanceof TransactionInProgressException
                || (e instanceof TransactionCanceledException cancelled
                        && codes(cancelled).contains(TRANSACTION_CONFLICT)
                        && !codes(cancelled).contains("ConditionalCheckFailed"));
    }

    /** Why each item of the transaction was not written, in their order: {@code None} where it would have been. */
    static List<String> codes(TransactionCanceledException e) {
        return e.hasCancellationReasons()
                ? e.cancellationReasons().stream()
                        .map(reason -> reason.code() == null ? "None" : reason.code())
                        .toList()
                : List.of();
    }

    /** Why a retry may help; empty where it can't. */
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
        if (e instanceof AwsServiceException answered) {
            return reason(answered);
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

    /** AWS can't make sense of what we sent, as opposed to not letting us, or lacking what we named. */
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

    private static String sentence(String call, SdkException e) {
        return e instanceof AwsServiceException answered
                ? call + " failed: " + code(answered) + ": " + said(answered)
                : call + " failed: " + e.getClass().getSimpleName();
    }

    private static String code(AwsServiceException e) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        return code == null ? "HTTP " + e.statusCode() : code;
    }

    /** AWS's own sentence. */
    private static String said(AwsServiceException e) {
        String said = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
        if (said == null || said.isBlank()) {
            return "no reason given";
        }
        return said.length() <= LONGEST_SENTENCE ? said : said.substring(0, LONGEST_SENTENCE) + "…";
    }
}
