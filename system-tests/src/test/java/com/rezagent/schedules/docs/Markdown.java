package com.rezagent.schedules.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A Markdown file, split into its lines of text and its fenced blocks.
 *
 * @param path relative to the project, with slashes
 */
record Markdown(String path, List<Piece> pieces) {
    private static final String FENCE = "```";
    private static final Set<String> IGNORED_FOLDERS = Set.of("target", "node_modules", ".git");

    /** A line of text or a fenced block. {@code line} counts from 1. */
    sealed interface Piece {
        int line();

        String text();
    }

    /** A non-blank line of text. */
    record Line(int line, String text) implements Piece {}

    /** A fenced block, without its fences. */
    record Block(int line, String language, String text) implements Piece {}

    /** Returns every Markdown file of the project. */
    static List<Markdown> all(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(it -> it.toString().endsWith(".md"))
                    .filter(it -> isIncluded(root.relativize(it)))
                    .sorted()
                    .map(it -> read(root, it))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isIncluded(Path relative) {
        return StreamSupport.stream(relative.spliterator(), false)
                .noneMatch(it -> IGNORED_FOLDERS.contains(it.toString()));
    }

    private static Markdown read(Path root, Path file) {
        try {
            String path = root.relativize(file).toString().replace('\\', '/');
            return parse(path, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parses a document. An unclosed block ends with the file, so its content is reported as an error. */
    static Markdown parse(String path, String text) {
        List<Piece> pieces = new ArrayList<>();
        List<String> block = new ArrayList<>();
        String language = null;
        int start = 0;
        int number = 0;
        for (String line : (text + "\n").split("\n", -1)) {
            number++;
            String bare = line.strip();
            if (language == null && bare.startsWith(FENCE)) {
                language = bare.substring(FENCE.length()).strip();
                start = number;
            } else if (language != null && bare.equals(FENCE)) {
                pieces.add(new Block(start, language, String.join("\n", block)));
                block.clear();
                language = null;
            } else if (language != null) {
                block.add(line);
            } else if (!bare.isEmpty()) {
                pieces.add(new Line(number, line));
            }
        }
        if (language != null) {
            pieces.add(new Block(start, language, String.join("\n", block)));
        }
        return new Markdown(path, pieces);
    }

    /** Returns the lines of text without the blocks. */
    Stream<Line> lines() {
        return pieces.stream().filter(Line.class::isInstance).map(Line.class::cast);
    }

    /** Returns the fenced blocks. */
    Stream<Block> blocks() {
        return pieces.stream().filter(Block.class::isInstance).map(Block.class::cast);
    }
}
