package com.rezagent.schedules.expression;

public record ParsedExpression(Expression expression, java.util.List<String> warnings) {}
