/** Runs executions: claims, publishes and records them. */
@NullMarked
package com.rezagent.schedules.scheduler.execution;

import org.jspecify.annotations.NullMarked;
