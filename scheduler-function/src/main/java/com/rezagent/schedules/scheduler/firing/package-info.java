/** Handles firings and triggers, and completes schedules after their last firing. */
@NullMarked
package com.rezagent.schedules.scheduler.firing;

import org.jspecify.annotations.NullMarked;
