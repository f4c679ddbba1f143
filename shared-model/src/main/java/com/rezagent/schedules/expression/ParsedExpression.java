package com.rezagent.schedules.expression;

import java.util.List;

/**
 * The result of parsing: an expression, and how its canonical form differs from the text.
 *
 * @param warnings one sentence for each kind of change; empty if the text was in canonical form
 */
public record ParsedExpression(Expression expression, List<String> warnings) {
    public ParsedExpression {
        warnings = List.copyOf(warnings);
    }
}
