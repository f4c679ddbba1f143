package com.rezagent.schedules.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands of a document. Each scene begins with a comment that contains the options of the local runtime.
 *
 * @param errors commands and responses that the tests would not run, each with its line
 */
record Script(String document, List<Scene> scenes, List<String> errors) {
    private static final Pattern RUNTIME = Pattern.compile("<!-- runtime: (.*?) -->");
    private static final Pattern NOT_A_RESPONSE = Pattern.compile("<!-- not a response: .+? -->");
    private static final Pattern CURL = Pattern.compile("(?m)(^|[\\s$(|;&])curl\\s");
    private static final Pattern CURL_IN_TEXT = Pattern.compile("curl -.*localhost");
    private static final Set<String> RESPONSE_LANGUAGES = Set.of("json", "http");
    private static final String LOCAL_HOST = "localhost:";

    /**
     * A sequence of steps that run against a newly started local runtime.
     *
     * @param line the line of the comment that begins the scene
     * @param options the options of the local runtime, without its port
     */
    record Scene(int line, List<String> options, List<Step> steps) {}

    /** Returns the scripts of all documents that contain commands or errors. */
    static List<Script> all(Path root) {
        return Markdown.all(root).stream()
                .map(Script::of)
                .filter(it -> !it.scenes().isEmpty() || !it.errors().isEmpty())
                .toList();
    }

    static Script of(Markdown document) {
        Script script = new Script(document.path(), new ArrayList<>(), new ArrayList<>());
        List<Markdown.Piece> pieces = document.pieces();
        for (int i = 0; i < pieces.size(); i++) {
            Markdown.Piece next = i + 1 < pieces.size() ? pieces.get(i + 1) : new Markdown.Line(0, "");
            Markdown.Piece piece = pieces.get(i);
            if (piece instanceof Markdown.Line line) {
                script.add(line);
                i += isMarkedAsNoResponse(line) && isResponse(next) ? 1 : 0;
            } else if (piece instanceof Markdown.Block block) {
                i += script.add(block, next) ? 1 : 0;
            }
        }
        return script;
    }

    private void add(Markdown.Line line) {
        Matcher runtime = RUNTIME.matcher(line.text().strip());
        if (runtime.matches()) {
            List<String> options = List.of(runtime.group(1).trim().split(" +"));
            scenes.add(new Scene(line.line(), options, new ArrayList<>()));
        } else if (CURL_IN_TEXT.matcher(line.text()).find()) {
            error(line, "a curl command in the text is not run; put it into a separate block");
        }
    }

    /** Adds a block. Returns whether the next piece is its response. */
    private boolean add(Markdown.Block block, Markdown.Piece next) {
        if (isResponse(block)) {
            error(
                    block,
                    "follows no curl command that is run; if it is not a response, put <!-- not a response: why --> above it");
            return false;
        }
        String command = block.text();
        // The tests cannot run a command for a deployed stage, so it has no response to compare.
        if (!CURL.matcher(command).find() || !command.contains(LOCAL_HOST)) {
            return false;
        }
        boolean isKeptTag = Step.SavedEtag.matches(command);
        Step.SavedEtag keptTag = new Step.SavedEtag(block.line(), command);
        String error = CurlCommand.errorOf(isKeptTag ? keptTag.curl() : command);
        if (scenes.isEmpty()) {
            error(block, "precedes the first <!-- runtime: options --> comment");
        } else if (!error.isEmpty()) {
            error(block, error);
        } else if (isKeptTag) {
            scenes.get(scenes.size() - 1).steps().add(keptTag);
        } else if (isResponse(next)) {
            scenes.get(scenes.size() - 1).steps().add(new Step.CurlCall(block.line(), command, next.text()));
        } else {
            error(block, "the curl command is not directly followed by its response");
        }
        return !isKeptTag && isResponse(next);
    }

    private static boolean isResponse(Markdown.Piece piece) {
        return piece instanceof Markdown.Block block && RESPONSE_LANGUAGES.contains(block.language());
    }

    private static boolean isMarkedAsNoResponse(Markdown.Line line) {
        return NOT_A_RESPONSE.matcher(line.text().strip()).matches();
    }

    private void error(Markdown.Piece piece, String what) {
        errors.add(document + ":" + piece.line() + ": " + what);
    }
}
