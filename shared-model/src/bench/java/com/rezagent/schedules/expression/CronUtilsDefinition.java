package com.rezagent.schedules.expression;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;

/** The definition of EventBridge Scheduler's fields for cron-utils, whose Quartz definition ends with the year 2099. */
final class CronUtilsDefinition {
    static final CronDefinition EVENTBRIDGE = CronDefinitionBuilder.defineCron()
            .withMinutes()
            .withValidRange(0, 59)
            .and()
            .withHours()
            .withValidRange(0, 23)
            .and()
            .withDayOfMonth()
            .withValidRange(1, 31)
            .supportsL()
            .supportsW()
            .supportsLW()
            .supportsQuestionMark()
            .and()
            .withMonth()
            .withValidRange(1, 12)
            .and()
            .withDayOfWeek()
            .withValidRange(1, 7)
            .withMondayDoWValue(2)
            .supportsHash()
            .supportsL()
            .supportsQuestionMark()
            .and()
            .withYear()
            .withValidRange(1970, 2199)
            .and()
            .instance();

    private CronUtilsDefinition() {}
}
