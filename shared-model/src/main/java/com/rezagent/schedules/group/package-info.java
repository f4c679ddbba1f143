/** Groups of schedules: their record, what gates read of it, and their stores. */
@NullMarked
package com.rezagent.schedules.group;

import org.jspecify.annotations.NullMarked;
