/**
 * Parses EventBridge Scheduler's expressions and timezones, brings them into canonical form and computes when they
 * fire. Depends on no schedule, no clock and no AWS API: time is a parameter.
 */
@NullMarked
package com.rezagent.schedules.expression;

import org.jspecify.annotations.NullMarked;
