package com.rezagent.schedules.local.http;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.local.http.GatewayEvent.Response;
import com.rezagent.schedules.webapi.http.ErrorResponse;
import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves the dashboard from the class path: the page at {@code /}, and its files and the two libraries under {@code
 * /dashboard}. A path is served only if it has the form of a file name of the dashboard, so it cannot leave the folder.
 */
final class DashboardFiles {
    private static final String PAGE = "/";
    private static final String FOLDER = "/dashboard/";
    private static final String RESOURCES = "/META-INF/resources";
    private static final Pattern FILE = Pattern.compile("/dashboard/(?:[a-z0-9-]+/)*[a-z0-9-]+\\.(js|css|svg)");
    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    private final Supplier<String> requestIds;
    private final Map<String, String> libraries;
    private final String policy;

    DashboardFiles(Supplier<String> requestIds) {
        this.requestIds = requestIds;
        String preact = "/webjars/preact/" + version("org.webjars.npm", "preact");
        libraries = Map.of(
                "/dashboard/vendor/preact.js", preact + "/dist/preact.module.js",
                "/dashboard/vendor/hooks.js", preact + "/hooks/dist/hooks.module.js",
                "/dashboard/vendor/htm.js", "/_static/htm/" + version("org.mvnpm", "htm") + "/dist/htm.module.js");
        policy = contentSecurityPolicy(new String(read("/dashboard/index.html").orElseThrow(), StandardCharsets.UTF_8));
    }

    /** Returns whether a path is one of the dashboard. */
    static boolean isDashboard(String rawPath) {
        return rawPath.equals(PAGE) || rawPath.startsWith(FOLDER);
    }

    Response handle(String method, String rawPath, Headers headers) {
        if (!method.equals("GET") && !method.equals("HEAD")) {
            RefusedException error = new RefusedException(
                    ErrorCode.METHOD_NOT_ALLOWED, "This route does not support this method", "Use one of GET, HEAD");
            return Response.of(ErrorResponse.of(error, requestIds.get()).with("Allow", "GET, HEAD"));
        }
        Matcher file = FILE.matcher(rawPath);
        boolean isPage = rawPath.equals(PAGE);
        Optional<byte[]> content = isPage
                ? read("/dashboard/index.html")
                : file.matches() ? read(libraries.getOrDefault(rawPath, rawPath)) : Optional.empty();
        if (content.isEmpty()) {
            RefusedException error = new RefusedException(
                    ErrorCode.ROUTE_NOT_FOUND, "The dashboard has no such file", "The dashboard is at /");
            return Response.of(ErrorResponse.of(error, requestIds.get()));
        }
        return response(content.get(), isPage ? "html" : file.group(1), headers);
    }

    private Response response(byte[] content, String extension, Headers requestHeaders) {
        String tag = "\"" + HexFormat.of().formatHex(sha256(content), 0, 16) + "\"";
        Map<String, String> headers = new TreeMap<>(Map.of(
                "Content-Type", TYPES.getOrDefault(extension, "application/octet-stream"),
                "Content-Security-Policy", policy,
                "X-Content-Type-Options", "nosniff",
                "Referrer-Policy", "no-referrer",
                "Cross-Origin-Opener-Policy", "same-origin",
                "Cross-Origin-Resource-Policy", "same-origin",
                "Cache-Control", "no-cache",
                "ETag", tag));
        String known = requestHeaders.getFirst("If-None-Match");
        boolean isKnown =
                known != null && Arrays.asList(known.split("\\s*,\\s*", -1)).contains(tag);
        return isKnown
                ? Response.of(304, headers, List.of(), new byte[0])
                : Response.of(200, headers, List.of(), content);
    }

    private static String contentSecurityPolicy(String page) {
        Matcher importMap = IMPORT_MAP.matcher(page);
        if (!importMap.find()) {
            throw new IllegalStateException("The dashboard's page has no import map");
        }
        String hash =
                Base64.getEncoder().encodeToString(sha256(importMap.group(1).getBytes(StandardCharsets.UTF_8)));
        return "default-src 'none'; script-src 'self' 'sha256-" + hash + "'; style-src 'self'; img-src 'self' data:;"
                + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private static Optional<byte[]> read(String path) {
        try (InputStream in = DashboardFiles.class.getResourceAsStream(RESOURCES + path)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the version of a library on the class path, which is part of the path of its files. */
    private static String version(String group, String artifact) {
        String path = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        try (InputStream in = DashboardFiles.class.getResourceAsStream(path)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "missing");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
