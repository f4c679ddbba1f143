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
 * Creates the SDK's clients. They share one HTTP client, the default credentials chain (the only one that outlives a
 * SnapStart snapshot), the region from {@code AWS_REGION}, and the endpoint from {@code AWS_ENDPOINT_URL} if it is set.
 * A call takes at most {@link #CALL_TIMEOUT}, including retries. Create each client once, and share it.
 */
public final class AwsClients implements SdkAutoCloseable {
    /** Maximum duration of a call, including retries. */
    public static final Duration CALL_TIMEOUT = Duration.ofSeconds(8);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /** How long a response may take; a retry still fits into {@link #CALL_TIMEOUT}. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

    private static final int MAX_ATTEMPTS = 4;

    private final SdkHttpClient http;
    private final Consumer<AwsClientBuilder<?, ?>> settings;

    public AwsClients() {
        this(client -> {});
    }

    /** @param settings applied to each client last; tests set an endpoint, a region and credentials with it */
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

    /** Returns clients like {@link #stubbed}, without creating a real HTTP client, which takes a while. */
    public static AwsClients stubbedOnly() {
        return new AwsClients(new StubHttpClient(), client -> {});
    }

    /**
     * Returns clients that send nothing: every call gets a successful response. A call runs through all the code of a
     * real call and so loads its classes; a snapshot then contains them.
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

    /** Configures the SDK's standard retries, and retries of transactions that conflicted with another one. */
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
