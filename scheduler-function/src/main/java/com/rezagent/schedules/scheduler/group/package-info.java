/** Applies the commands of groups. */
@NullMarked
package com.rezagent.schedules.scheduler.group;

import org.jspecify.annotations.NullMarked;
