/** Simulated EventBridge Scheduler: fires in virtual time and refuses the calls that EventBridge Scheduler refuses. */
@NullMarked
package com.rezagent.schedules.local.engine;

import org.jspecify.annotations.NullMarked;
