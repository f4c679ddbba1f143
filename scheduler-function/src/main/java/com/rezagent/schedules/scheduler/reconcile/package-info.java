/** Reconciles store and engine: checks and converges every schedule. */
@NullMarked
package com.rezagent.schedules.scheduler.reconcile;

import org.jspecify.annotations.NullMarked;
