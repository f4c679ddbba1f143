/**
 * EventBridge Scheduler's expressions and timezones: what is accepted, its canonical form, and when it fires. Knows
 * nothing of schedules, of the clock or of AWS's API; time comes in as a parameter.
 */
@NullMarked
package com.rezagent.schedules.expression;

import org.jspecify.annotations.NullMarked;
