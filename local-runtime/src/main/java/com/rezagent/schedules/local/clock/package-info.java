/** Virtual time: a clock of configurable speed, and the scheduler that runs tasks when the clock reaches them. */
@NullMarked
package com.rezagent.schedules.local.clock;

import org.jspecify.annotations.NullMarked;
