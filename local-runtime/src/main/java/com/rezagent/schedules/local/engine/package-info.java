/** EventBridge Scheduler's twin: it really fires, on the timeline, and refuses what EventBridge refuses. */
@NullMarked
package com.rezagent.schedules.local.engine;

import org.jspecify.annotations.NullMarked;
