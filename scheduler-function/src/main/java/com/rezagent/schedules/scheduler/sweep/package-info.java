/** The sweep: does, every minute, what is due of executions that are not final. */
@NullMarked
package com.rezagent.schedules.scheduler.sweep;

import org.jspecify.annotations.NullMarked;
