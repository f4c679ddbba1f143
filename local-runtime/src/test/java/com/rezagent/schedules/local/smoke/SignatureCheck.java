package com.rezagent.schedules.local.smoke;

import com.rezagent.schedules.local.smoke.StageProxy.Layer;
import com.rezagent.schedules.local.smoke.StageProxy.Request;
import com.rezagent.schedules.local.smoke.StageProxy.Response;
import com.rezagent.schedules.local.smoke.StageProxy.Upstream;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Accepts requests with the signature that the AWS SDK's signer computes, as API Gateway does for IAM. Others get a 403. */
final class SignatureCheck implements Layer {
    private static final Pattern SIGNED_HEADERS = Pattern.compile("SignedHeaders=([a-z0-9;-]+)");
    private static final DateTimeFormatter AMZ_DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final AwsCredentialsIdentity identity;
    private final String region;
    private final AtomicInteger accepted = new AtomicInteger();

    SignatureCheck(String accessKeyId, String secretAccessKey, String region) {
        identity = AwsCredentialsIdentity.create(accessKeyId, secretAccessKey);
        this.region = region;
    }

    int accepted() {
        return accepted.get();
    }

    @Override
    public Response respond(Request request, Upstream upstream) throws IOException, InterruptedException {
        String authorization = request.header("authorization");
        Matcher signed = SIGNED_HEADERS.matcher(authorization);
        if (!signed.find() || !expected(request, signed.group(1)).equals(authorization)) {
            return Response.of(403, "{\"message\":\"Forbidden\"}");
        }
        accepted.incrementAndGet();
        return upstream.send(request);
    }

    private String expected(Request request, String signedHeaders) {
        SdkHttpRequest.Builder unsigned = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method()))
                .uri(URI.create("http://" + request.header("host") + request.uri()));
        for (String name : signedHeaders.split(";")) {
            if (!name.startsWith("x-amz-") && !name.equals("host")) {
                unsigned.putHeader(name, request.header(name));
            }
        }
        Clock then = Clock.fixed(
                ZonedDateTime.parse(request.header("x-amz-date"), AMZ_DATE).toInstant(), ZoneOffset.UTC);
        return AwsV4HttpSigner.create()
                .sign(it -> it.identity(identity)
                        .request(unsigned.build())
                        .payload(ContentStreamProvider.fromByteArray(request.body()))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "execute-api")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(HttpSigner.SIGNING_CLOCK, then))
                .request()
                .firstMatchingHeader("Authorization")
                .orElseThrow();
    }
}
