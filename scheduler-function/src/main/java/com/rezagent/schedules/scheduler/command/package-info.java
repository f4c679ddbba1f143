/** Applies commands: decides, writes, converges. */
@NullMarked
package com.rezagent.schedules.scheduler.command;

import org.jspecify.annotations.NullMarked;
