/** Executes schedules: claims, publishes and records executions, and completes schedules after the last one. */
@NullMarked
package com.rezagent.schedules.scheduler.execution;

import org.jspecify.annotations.NullMarked;
