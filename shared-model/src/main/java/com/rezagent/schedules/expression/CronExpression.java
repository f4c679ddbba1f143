package com.rezagent.schedules.expression;

public record CronExpression(String canonical) implements Expression {}
