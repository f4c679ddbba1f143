package com.rezagent.schedules.local.smoke;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Authenticates with the bearer token that a shell command prints. Runs the command again every three minutes, since
 * tokens expire.
 */
final class BearerToken implements Authorization {
    private static final Duration MAX_AGE = Duration.ofMinutes(3);
    private static final long TIMEOUT_SECONDS = 60;

    private final String command;
    private final InstantSource clock;
    private String token = "";
    private Instant validUntil = Instant.MIN;

    /** @param command command line for the shell of the operating system */
    BearerToken(String command, InstantSource clock) {
        this.command = command;
        this.clock = clock;
    }

    @Override
    public Map<String, String> headers(String method, URI uri, byte[] body) throws InterruptedException {
        if (clock.instant().isAfter(validUntil)) {
            token = run();
            validUntil = clock.instant().plus(MAX_AGE);
        }
        return Map.of("Authorization", "Bearer " + token);
    }

    private String run() throws InterruptedException {
        boolean isWindows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        ProcessBuilder shell =
                new ProcessBuilder(isWindows ? List.of("cmd", "/c", command) : List.of("sh", "-c", command));
        try {
            Process process =
                    shell.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            process.getOutputStream().close();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new CannotRunException("--token-command did not finish within " + TIMEOUT_SECONDS + " seconds");
            }
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0) {
                throw new CannotRunException("--token-command failed with exit code " + process.exitValue());
            }
            if (printed.isEmpty() || printed.chars().anyMatch(it -> it <= ' ' || it > '~')) {
                throw new CannotRunException("--token-command must print only the token");
            }
            return printed;
        } catch (IOException e) {
            throw new CannotRunException("--token-command could not be run", e);
        }
    }
}
