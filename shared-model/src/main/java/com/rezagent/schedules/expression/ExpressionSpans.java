package com.rezagent.schedules.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Locates the fields of an expression in its text, complete or not, so that messages can point at them. */
final class ExpressionSpans {
    private static final Pattern FORM = Pattern.compile("\\s*(?i:(cron|rate|at))\\s*\\(([^)]*)");
    private static final Pattern TOKEN = Pattern.compile("[^ \\t\\n\\r]+");
    private static final List<String> RATE = List.of("value", "unit");
    private static final int DATE_LENGTH = 10;

    private final String text;
    private final List<TextSpan> fields = new ArrayList<>();
    private final List<TextSpan> parts = new ArrayList<>();

    private ExpressionSpans(String text) {
        this.text = text;
        Matcher form = FORM.matcher(text);
        if (form.lookingAt()) {
            switch (AsciiText.upper(form.group(1))) {
                case "CRON" -> tokens(form.start(2), form.end(2), cronLabels());
                case "RATE" -> tokens(form.start(2), form.end(2), RATE);
                default -> dateAndTime(form.start(2), form.end(2));
            }
        }
    }

    static ExpressionSpans of(String text) {
        return new ExpressionSpans(text);
    }

    /** Returns the fields in their order. Fields that are not written yet, and those beyond the last, are left out. */
    List<TextSpan> fields() {
        return List.copyOf(fields);
    }

    /** Returns the field, or part of a field, that an error names; empty if the text has no such part. */
    Optional<TextSpan> find(String name) {
        return fields.stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .or(() -> parts.stream().filter(it -> it.name().equals(name)).findFirst());
    }

    private static List<String> cronLabels() {
        return List.of(CronField.values()).stream().map(CronField::label).toList();
    }

    private void tokens(int from, int to, List<String> names) {
        Matcher token = TOKEN.matcher(text).region(from, to);
        while (fields.size() < names.size() && token.find()) {
            fields.add(new TextSpan(names.get(fields.size()), token.start(), token.end()));
        }
    }

    private void dateAndTime(int from, int to) {
        Matcher token = TOKEN.matcher(text).region(from, to);
        if (!token.find() || token.end() - token.start() <= DATE_LENGTH) {
            return;
        }
        int start = token.start();
        fields.add(new TextSpan("date", start, start + DATE_LENGTH));
        fields.add(new TextSpan("time", start + DATE_LENGTH + 1, token.end()));
        part("year", start, 0, 4);
        part("month", start, 5, 7);
        part("day", start, 8, 10);
        part("hour", start, 11, 13);
        part("minute", start, 14, 16);
        part("second", start, 17, 19);
    }

    private void part(String name, int start, int from, int to) {
        if (start + to <= text.length()) {
            parts.add(new TextSpan(name, start + from, start + to));
        }
    }
}
