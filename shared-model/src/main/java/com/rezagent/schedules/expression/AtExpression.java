package com.rezagent.schedules.expression;

public record AtExpression(String canonical) implements Expression {}
