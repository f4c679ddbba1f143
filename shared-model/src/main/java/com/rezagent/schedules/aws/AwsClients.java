package com.rezagent.schedules.aws;

import java.time.Duration;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Makes the SDK's clients: one HTTP client for all, the default chain of credentials (the only one that outlives a
 * SnapStart snapshot), the region from {@code AWS_REGION}, and another endpoint where {@code AWS_ENDPOINT_URL} names
 * one. A call takes at most {@link #CALL_TIMEOUT}, its retries included. Make each client once, and share it.
 */
public final class AwsClients implements SdkAutoCloseable {
    /** How long a call may take, retries included. */
    public static final Duration CALL_TIMEOUT = Duration.ofSeconds(8);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /** How long an answer may take; a retry then still fits into {@link #CALL_TIMEOUT}. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

    private static final int MAX_ATTEMPTS = 4;

    private final SdkHttpClient http;
    private final Consumer<AwsClientBuilder<?, ?>> settings;

    public AwsClients() {
        this(client -> {});
    }

    /** @param settings are applied to each client last; tests give an endpoint, a region and credentials so */
    public AwsClients(Consumer<AwsClientBuilder<?, ?>> settings) {
        this(
                UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .socketTimeout(READ_TIMEOUT)
                        .build(),
                settings);
    }

    private AwsClients(SdkHttpClient http, Consumer<AwsClientBuilder<?, ?>> settings) {
        this.http = http;
        this.settings = settings;
    }

    /** As {@link #stubbed}, made without what sending needs, which takes a while to make. */
    public static AwsClients stubbedOnly() {
        return new AwsClients(new StubHttpClient(), client -> {});
    }

    /**
     * Clients that send nothing: every call is answered as if it had been done. A call goes through all that a real one
     * needs, and so loads it; a snapshot then has it.
     */
    public AwsClients stubbed() {
        return new AwsClients(new StubHttpClient(), settings);
    }

    public DynamoDbClient dynamoDb() {
        return build(DynamoDbClient.builder());
    }

    public SchedulerClient scheduler() {
        return build(SchedulerClient.builder());
    }

    public SnsClient sns() {
        return build(SnsClient.builder());
    }

    public SqsClient sqs() {
        return build(SqsClient.builder());
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C build(B client) {
        client.httpClient(http).overrideConfiguration(overrides());
        settings.accept(client);
        return client.build();
    }

    /** The SDK's standard retries, and those of transactions that met another one. */
    private static ClientOverrideConfiguration overrides() {
        return ClientOverrideConfiguration.builder()
                .apiCallTimeout(CALL_TIMEOUT)
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(MAX_ATTEMPTS)
                        .retryOnException(AwsErrors::isTransactionConflict)
                        .build())
                .build();
    }

    /** Closes the HTTP client that all clients share. */
    @Override
    public void close() {
        http.close();
    }
}
