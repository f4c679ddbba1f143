/** What the system says of itself: one event a line, with the ids of what it concerns, and never a payload. */
@NullMarked
package com.rezagent.schedules.log;

import org.jspecify.annotations.NullMarked;
