/** Notices to people on the notifications topic. */
@NullMarked
package com.rezagent.schedules.scheduler.notice;

import org.jspecify.annotations.NullMarked;
