/** The events of the scheduler function, recognized by their shape; an unknown shape is an error. */
@NullMarked
package com.rezagent.schedules.scheduler.event;

import org.jspecify.annotations.NullMarked;
