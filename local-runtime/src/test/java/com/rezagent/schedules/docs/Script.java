package com.rezagent.schedules.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a document has its reader do, in scenes that each begin with a comment that names the runtime's options, and what
 * in it would escape being run.
 *
 * @param faults each with its line; a document with one is not to be believed
 */
record Script(String document, List<Scene> scenes, List<String> faults) {
    private static final Pattern RUNTIME = Pattern.compile("<!-- runtime: (.*?) -->");
    private static final Pattern NOT_AN_ANSWER = Pattern.compile("<!-- not an answer: .+? -->");
    private static final Pattern CURL = Pattern.compile("(?m)(^|[\\s$(|;&])curl\\s");
    private static final Pattern CURL_IN_TEXT = Pattern.compile("curl -.*localhost");
    private static final Set<String> ANSWERS = Set.of("json", "http");
    private static final String HERE = "localhost:";

    /** The scripts of every document that has any. */
    static List<Script> all(Path root) {
        return Markdown.all(root).stream()
                .map(Script::of)
                .filter(it -> !it.scenes().isEmpty() || !it.faults().isEmpty())
                .toList();
    }

    static Script of(Markdown document) {
        Script script = new Script(document.path(), new ArrayList<>(), new ArrayList<>());
        List<Markdown.Piece> pieces = document.pieces();
        for (int i = 0; i < pieces.size(); i++) {
            Markdown.Piece next = i + 1 < pieces.size() ? pieces.get(i + 1) : new Markdown.Line(0, "");
            Markdown.Piece piece = pieces.get(i);
            if (piece instanceof Markdown.Line line) {
                script.take(line);
                i += isNoResponse(line) && isResponse(next) ? 1 : 0;
            } else if (piece instanceof Markdown.Block block) {
                i += script.take(block, next) ? 1 : 0;
            }
        }
        return script;
    }

    private void take(Markdown.Line line) {
        Matcher runtime = RUNTIME.matcher(line.text().strip());
        if (runtime.matches()) {
            scenes.add(Scene.starting(line.line(), runtime.group(1)));
        } else if (CURL_IN_TEXT.matcher(line.text()).find()) {
            error(line, "a curl line in the text is not run; give it a block of its own");
        }
    }

    /** Whether the next piece was taken too. */
    private boolean take(Markdown.Block block, Markdown.Piece next) {
        if (isResponse(block)) {
            error(block, "is below no curl line that is run; say <!-- not an answer: why --> above it if it is none");
            return false;
        }
        if (!CURL.matcher(block.text()).find()) {
            return false;
        }
        if (!block.text().contains(HERE)) {
            // Against a deployed stage: nobody can run it here, so it has no answer to be compared with.
            return false;
        }
        return takeCurl(block, next);
    }

    private boolean takeCurl(Markdown.Block block, Markdown.Piece next) {
        String command = block.text();
        boolean isKeptTag = Step.KeptTag.is(command);
        Step.KeptTag keptTag = new Step.KeptTag(block.line(), command);
        String fault = CurlLine.errorOf(isKeptTag ? keptTag.curl() : command);
        if (scenes.isEmpty()) {
            error(block, "stands before any <!-- runtime: options --> comment");
        } else if (!fault.isEmpty()) {
            error(block, fault);
        } else if (isKeptTag) {
            scene().steps().add(keptTag);
        } else if (isResponse(next)) {
            scene().steps().add(new Step.CurlCall(block.line(), command, next.text()));
        } else {
            error(block, "a curl line without its answer right below");
        }
        return !isKeptTag && isResponse(next);
    }

    private Scene scene() {
        return scenes.get(scenes.size() - 1);
    }

    private static boolean isResponse(Markdown.Piece piece) {
        return piece instanceof Markdown.Block block && ANSWERS.contains(block.language());
    }

    private static boolean isNoResponse(Markdown.Line line) {
        return NOT_AN_ANSWER.matcher(line.text().strip()).matches();
    }

    private void error(Markdown.Piece piece, String what) {
        faults.add(document + ":" + piece.line() + ": " + what);
    }
}
