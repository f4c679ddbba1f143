package com.rezagent.schedules.plan;

import com.rezagent.schedules.record.Pause;

/**
 * What holds a schedule back now.
 *
 * @param source {@code schedule}, or {@code group:} and the group's name
 */
public record Block(String source, Pause pause) {}
