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

/** Sends what a command prints as a bearer token. Runs the command again every few minutes, since tokens expire. */
final class BearerToken implements Authorization {
    private static final Duration KEPT = Duration.ofMinutes(3);
    private static final long PATIENCE_SECONDS = 60;

    private final String command;
    private final InstantSource clock;
    private String token = "";
    private Instant keptUntil = Instant.MIN;

    /** @param command for the shell of this machine */
    BearerToken(String command, InstantSource clock) {
        this.command = command;
        this.clock = clock;
    }

    @Override
    public Map<String, String> headers(String method, URI uri, byte[] body) throws InterruptedException {
        if (clock.instant().isAfter(keptUntil)) {
            token = run();
            keptUntil = clock.instant().plus(KEPT);
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
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new CannotRunException("--token-command did not end within " + PATIENCE_SECONDS + " seconds");
            }
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0) {
                throw new CannotRunException("--token-command failed with exit code " + process.exitValue());
            }
            if (printed.isEmpty() || printed.chars().anyMatch(it -> it <= ' ' || it > '~')) {
                throw new CannotRunException("--token-command must print a token and nothing else");
            }
            return printed;
        } catch (IOException e) {
            throw new CannotRunException("--token-command could not be run", e);
        }
    }
}
