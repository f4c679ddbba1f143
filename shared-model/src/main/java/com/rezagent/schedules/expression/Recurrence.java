package com.rezagent.schedules.expression;

import java.time.*;
import java.util.*;

public record Recurrence(
        Expression expression,
        ZoneId timezone,
        @org.jspecify.annotations.Nullable Instant start,
        @org.jspecify.annotations.Nullable Instant end,
        Instant anchor) {
    public Optional<Instant> next(Instant a) {
        return Optional.empty();
    }

    public boolean firesAt(Instant a) {
        return false;
    }

    public List<String> warnings(Instant n) {
        return List.of();
    }

    public java.util.stream.Stream<Instant> after(Instant a) {
        return java.util.stream.Stream.empty();
    }
}
