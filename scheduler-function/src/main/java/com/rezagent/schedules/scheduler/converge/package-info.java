/** Brings the engine to what a record says; safe to repeat, and the only thing that touches the engine. */
@NullMarked
package com.rezagent.schedules.scheduler.converge;

import org.jspecify.annotations.NullMarked;
