package com.rezagent.schedules.expression;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Collects why the canonical form of an expression differs from its text. */
final class Canonicalization {
    enum Reason {
        ONE_DAY_FIELD("one of the two day fields must be ?"),
        UPPER_CASE("letters are in upper case"),
        NO_LEADING_ZEROS("numbers have no leading zeros"),
        SINGLE_SPACES("its parts are separated by single spaces"),
        UNIT_AGREES("the unit is singular after 1 and plural after other numbers");

        private final String because;

        Reason(String because) {
            this.because = because;
        }
    }

    private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);

    void add(Reason reason) {
        reasons.add(reason);
    }

    ParsedExpression toParsed(Expression expression) {
        List<String> warnings = new ArrayList<>(reasons.size());
        for (Reason reason : reasons) {
            warnings.add(
                    "The expression was written as " + expression.canonical() + " because " + reason.because + ".");
        }
        return new ParsedExpression(expression, warnings);
    }
}
