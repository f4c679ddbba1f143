/** The routes below {@code /api/schedules}: what each request means for a schedule, and how schedules are shown. */
@NullMarked
package com.rezagent.schedules.webapi.schedule;

import org.jspecify.annotations.NullMarked;
