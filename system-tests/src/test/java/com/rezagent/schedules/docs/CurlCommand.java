package com.rezagent.schedules.docs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A curl command, parsed as bash and curl do. Supports what the documents use: quotes, variables in double quotes, and
 * the options {@code -s -i -I -X -H -d}. Needs neither program.
 *
 * @param body the request body; null if there is none
 * @param includesHeaders whether the output begins with the status line and headers
 */
record CurlCommand(
        String method,
        URI uri,
        List<String> headers,
        @Nullable String body,
        boolean includesHeaders) {
    /** The statuses with their reason phrases, which Java's HTTP client does not return. */
    private static final String STATUSES = "200 OK, 201 Created, 202 Accepted, 204 No Content, 400 Bad Request,"
            + " 404 Not Found, 405 Method Not Allowed, 409 Conflict, 412 Precondition Failed,"
            + " 413 Request Entity Too Large, 415 Unsupported Media Type, 503 Service Unavailable";

    /** Returns the error in a command, as text; empty if the command can be run. */
    static String errorOf(String command) {
        try {
            parse(command, Map.of());
            return "";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /**
     * Parses a command.
     *
     * @throws IllegalArgumentException if the command needs a real shell or curl
     */
    static CurlCommand parse(String command, Map<String, String> variables) {
        List<String> words = words(command, variables);
        if (!words.get(0).equals("curl")) {
            throw new IllegalArgumentException("a block that contains curl must be exactly one curl command");
        }
        String method = null;
        String body = null;
        String url = null;
        List<String> headers = new ArrayList<>();
        boolean showsHead = false;
        boolean headOnly = false;
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            switch (word) {
                case "-s" -> {}
                case "-i" -> showsHead = true;
                case "-I" -> headOnly = true;
                case "-X" -> method = argument(words, ++i);
                case "-H" -> headers.add(argument(words, ++i));
                case "-d" -> body = argument(words, ++i);
                default -> {
                    if (word.startsWith("-") || url != null) {
                        throw new IllegalArgumentException("the tests do not support curl's argument " + word);
                    }
                    url = word;
                }
            }
        }
        if (url == null) {
            throw new IllegalArgumentException("the curl command has no URL");
        }
        if (method == null) {
            method = headOnly ? "HEAD" : body == null ? "GET" : "POST";
        }
        return new CurlCommand(method, URI.create(url), List.copyOf(headers), body, showsHead || headOnly);
    }

    private static String argument(List<String> words, int index) {
        if (index >= words.size()) {
            throw new IllegalArgumentException("curl's last option has no value");
        }
        return words.get(index);
    }

    /** Returns the words as bash splits them. Rejects expansions other than variables in double quotes. */
    private static List<String> words(String command, Map<String, String> variables) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean isWord = false;
        String text = command.replace("\\\n", " ") + " ";
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '"') {
                int end = text.indexOf(c, i + 1);
                if (end < 0) {
                    throw new IllegalArgumentException("a quotation mark is not closed");
                }
                String quoted = text.substring(i + 1, end);
                word.append(c == '"' ? expanded(quoted, variables) : quoted);
                isWord = true;
                i = end;
            } else if (c == ' ') {
                if (isWord) {
                    words.add(word.toString());
                }
                word.setLength(0);
                isWord = false;
            } else if ("$&;|<>()*?[]{}~#!`\\\n".indexOf(c) >= 0) {
                throw new IllegalArgumentException(
                        "the shell interprets '" + c + "', which the tests do not support; quote it");
            } else {
                word.append(c);
                isWord = true;
            }
        }
        return words;
    }

    private static String expanded(String quoted, Map<String, String> variables) {
        String expanded = quoted;
        for (Map.Entry<String, String> it : variables.entrySet()) {
            expanded = expanded.replace("$" + it.getKey(), it.getValue());
        }
        if (expanded.contains("\\") || expanded.contains("`")) {
            throw new IllegalArgumentException("use single quotes around backslashes and backquotes");
        }
        return expanded;
    }

    /** Sends the request with further headers to a port and returns what curl would print. */
    String send(HttpClient client, int port, String... furtherHeaders) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(uri.toString().replace(":3000", ":" + port)));
        // curl's default content type.
        boolean hasType = headers.stream().anyMatch(it -> it.regionMatches(true, 0, "content-type:", 0, 13));
        if (body != null && !hasType) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        Stream.concat(headers.stream(), Stream.of(furtherHeaders))
                .map(it -> it.split(": *", 2))
                .forEach(it -> request.header(it[0], it[1]));
        request.method(
                method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        HttpResponse<String> response =
                client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return includesHeaders ? head(response) + "\n\n" + response.body() : response.body();
    }

    private static String head(HttpResponse<String> response) {
        String status = response.statusCode() + " ";
        return "HTTP/1.1 "
                + Stream.of(STATUSES.split(", "))
                        .filter(it -> it.startsWith(status))
                        .findFirst()
                        .orElse(status)
                + "\n"
                + response.headers().map().entrySet().stream()
                        .flatMap(it -> it.getValue().stream().map(value -> it.getKey() + ": " + value))
                        .collect(Collectors.joining("\n"));
    }
}
