package com.rezagent.schedules.expression;

import java.util.List;

/** A text of another scheduler in our grammar. */
sealed interface Translation {

    /**
     * Expressions that together fire exactly when the text does.
     *
     * @param expressions one, or two where it takes two schedules
     */
    record Suggested(List<Expression> expressions) implements Translation {
        Suggested(Expression expression) {
            this(List.of(expression));
        }
    }

    /**
     * The text is valid in its dialect, and no expression of ours fires at the same times.
     *
     * @param reason why, to come after "but"
     */
    record Untranslatable(String reason) implements Translation {}

    /** The text is not valid in this dialect. */
    record Invalid(List<String> faults) implements Translation {}

    /** Whether the text is valid in the dialect. */
    default boolean isValid() {
        return !(this instanceof Invalid);
    }
}
