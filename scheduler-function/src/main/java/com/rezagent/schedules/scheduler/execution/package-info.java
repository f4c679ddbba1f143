/** Lets schedules fire: claim, publish, record, and completion once nothing is left. */
@NullMarked
package com.rezagent.schedules.scheduler.execution;

import org.jspecify.annotations.NullMarked;
