package com.rezagent.schedules.expression;

public final class Timezones {
    public static java.time.ZoneId parse(String t) {
        return java.time.ZoneId.of(t);
    }
}
