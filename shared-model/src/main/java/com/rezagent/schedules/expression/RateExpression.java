package com.rezagent.schedules.expression;

public record RateExpression(String canonical, java.time.Duration period) implements Expression {}
