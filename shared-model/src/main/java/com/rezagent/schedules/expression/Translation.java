package com.rezagent.schedules.expression;

import java.util.List;

/** The result of translating an expression of another scheduler to EventBridge Scheduler's grammar. */
sealed interface Translation {

    /**
     * Expressions that together fire exactly when the text fires.
     *
     * @param expressions one, or two if two schedules are needed
     */
    record Suggested(List<Expression> expressions) implements Translation {
        Suggested(Expression expression) {
            this(List.of(expression));
        }
    }

    /**
     * The text is valid in its dialect, but no expression of EventBridge Scheduler fires at the same times.
     *
     * @param reason the reason, written to follow "but"
     */
    record Untranslatable(String reason) implements Translation {}

    /** The text is not valid in this dialect. */
    record Invalid(List<String> errors) implements Translation {}

    /** Returns whether the text is valid in the dialect. */
    default boolean isValid() {
        return !(this instanceof Invalid);
    }
}
