/** What people are told on the notifications topic. */
@NullMarked
package com.rezagent.schedules.scheduler.notice;

import org.jspecify.annotations.NullMarked;
