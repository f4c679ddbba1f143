package com.rezagent.schedules.local.smoke;

import com.rezagent.schedules.aws.signing.CredentialsException;
import com.rezagent.schedules.aws.signing.SigV4Signer;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Command-line options for the stage's URL and credentials. */
final class StageOptions {
    private static final Pattern API_GATEWAY =
            Pattern.compile(".*\\.execute-api\\.([a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?");

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    @Option(
            names = "--stage-url",
            paramLabel = "URL",
            required = true,
            description = "base URL of the stage's API: the stack's output ApiUrl, or http://localhost:3000")
    private String stageUrl = "";

    @Option(
            names = "--profile",
            paramLabel = "P",
            description = "AWS profile to sign requests with (default: the default credentials chain)")
    private @Nullable String profile;

    @Option(
            names = "--region",
            paramLabel = "R",
            description = "AWS region to sign requests for (default: the region in the URL)")
    private @Nullable String region;

    @Option(
            names = "--token-command",
            paramLabel = "CMD",
            description = "command that prints a bearer token, for a stage with a JwtIssuer")
    private @Nullable String tokenCommand;

    @Option(
            names = "--no-sign",
            description = "send no credentials; the default for this machine unless --profile or --region is set")
    private boolean isUnsigned;

    /** Returns a client of the stage. */
    StageClient client(Clock clock) {
        URI stage = stage();
        return new StageClient(stage, authorization(stage, clock));
    }

    private URI stage() {
        URI uri;
        try {
            uri = new URI(stageUrl.replaceFirst("/+$", ""));
        } catch (URISyntaxException e) {
            throw new CannotRunException(
                    "--stage-url must be a URL like https://a1b2c3.execute-api.us-east-1.amazonaws.com");
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!Set.of("http", "https").contains(scheme)
                || uri.getHost() == null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || uri.getRawUserInfo() != null) {
            throw new CannotRunException(
                    "--stage-url must be a URL like https://a1b2c3.execute-api.us-east-1.amazonaws.com,"
                            + " without a query");
        }
        if (scheme.equals("http") && !isThisMachine(uri)) {
            throw new CannotRunException("--stage-url must start with https, except for this machine");
        }
        return uri;
    }

    private static boolean isThisMachine(URI uri) {
        return THIS_MACHINE.contains(uri.getHost().toLowerCase(Locale.ROOT));
    }

    private Authorization authorization(URI stage, Clock clock) {
        boolean signs = profile != null || region != null;
        if (tokenCommand != null) {
            if (signs || isUnsigned) {
                throw new CannotRunException(
                        "--token-command cannot be combined with --profile, --region or --no-sign; use one of them");
            }
            return new BearerToken(tokenCommand, clock);
        }
        if (isUnsigned && signs) {
            throw new CannotRunException("--no-sign cannot be combined with --profile or --region; use one of them");
        }
        if (isUnsigned || (!signs && isThisMachine(stage))) {
            return Authorization.NONE;
        }
        return signedBy(SigV4Signer.of(Optional.ofNullable(profile), signingRegion(stage), clock));
    }

    /** Returns an authorization that signs requests; without valid credentials it throws {@link CannotRunException}. */
    static Authorization signedBy(SigV4Signer signer) {
        return (method, uri, body) -> {
            try {
                return signer.headers(method, uri, body);
            } catch (CredentialsException e) {
                throw new CannotRunException(String.valueOf(e.getMessage()), e);
            }
        };
    }

    private String signingRegion(URI stage) {
        if (region != null) {
            return region;
        }
        Matcher host = API_GATEWAY.matcher(stage.getHost().toLowerCase(Locale.ROOT));
        if (host.matches()) {
            return host.group(1);
        }
        throw new CannotRunException("The URL contains no region; set it with --region");
    }
}
