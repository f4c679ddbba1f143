package com.rezagent.schedules.expression;

public sealed interface Expression permits AtExpression, RateExpression, CronExpression {
    String canonical();

    static ParsedExpression parse(String t) {
        throw new IllegalStateException();
    }
}
