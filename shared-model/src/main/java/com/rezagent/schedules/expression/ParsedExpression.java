package com.rezagent.schedules.expression;

import java.util.List;

/**
 * An expression, and how its canonical form differs from what was sent.
 *
 * @param warnings a plain sentence for each thing that was canonicalised; empty when the text was canonical already
 */
public record ParsedExpression(Expression expression, List<String> warnings) {
    public ParsedExpression {
        warnings = List.copyOf(warnings);
    }
}
