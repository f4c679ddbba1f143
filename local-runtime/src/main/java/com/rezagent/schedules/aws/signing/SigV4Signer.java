package com.rezagent.schedules.aws.signing;

import java.net.URI;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Signs requests to API Gateway with AWS Signature Version 4.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html">Signature Version 4</a>
 */
public final class SigV4Signer {
    private static final String SERVICE = "execute-api";
    private static final String HOST = "host";

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final AwsCredentialsProvider credentials;
    private final String region;
    private final Clock clock;

    private SigV4Signer(AwsCredentialsProvider credentials, String region, Clock clock) {
        this.credentials = credentials;
        this.region = region;
        this.clock = clock;
    }

    /**
     * Returns a signer with the credentials that the AWS CLI would use.
     *
     * @param profile profile of the AWS configuration files; empty for the default credentials chain
     */
    public static SigV4Signer of(Optional<String> profile, String region, Clock clock) {
        return new SigV4Signer(
                profile.<AwsCredentialsProvider>map(ProfileCredentialsProvider::create)
                        .orElseGet(() -> DefaultCredentialsProvider.builder().build()),
                region,
                clock);
    }

    /** Returns a signer with a fixed access key. */
    public static SigV4Signer of(String accessKeyId, String secretAccessKey, String region, Clock clock) {
        return new SigV4Signer(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey)),
                region,
                clock);
    }

    /**
     * Returns the headers to add to a request, except {@code Host}, which the HTTP client sets.
     *
     * @throws CredentialsException if there are no credentials or they have expired
     */
    public Map<String, String> headers(String method, URI uri, byte[] body) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(method))
                .uri(uri)
                .build();
        AwsCredentialsIdentity identity = identity();
        SignedRequest signed = signer.sign(it -> it.identity(identity)
                .request(request)
                .payload(ContentStreamProvider.fromByteArray(body))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(HttpSigner.SIGNING_CLOCK, clock));
        Map<String, String> headers = new TreeMap<>();
        signed.request().headers().forEach((name, values) -> {
            if (!name.toLowerCase(Locale.ROOT).equals(HOST)) {
                headers.put(name, String.join(",", values));
            }
        });
        return headers;
    }

    private AwsCredentialsIdentity identity() {
        try {
            return credentials.resolveCredentials();
        } catch (SdkException | IllegalArgumentException e) {
            boolean isExpired =
                    String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("expired")
                            || e.getClass().getSimpleName().contains("Expired");
            throw new CredentialsException(
                    isExpired
                            ? "The AWS credentials have expired; renew them, for example with aws sso login"
                            : "No AWS credentials were found; set AWS_PROFILE or --profile, or run aws sso login; for a"
                                    + " stage with a JwtIssuer use --token-command",
                    e);
        }
    }
}
