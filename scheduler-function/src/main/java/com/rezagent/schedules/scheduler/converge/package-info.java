/** Converges the engine to a record. Idempotent, and the only code that changes the engine. */
@NullMarked
package com.rezagent.schedules.scheduler.converge;

import org.jspecify.annotations.NullMarked;
