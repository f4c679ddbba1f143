/** Walks store and engine, and converges what it finds. */
@NullMarked
package com.rezagent.schedules.scheduler.reconcile;

import org.jspecify.annotations.NullMarked;
