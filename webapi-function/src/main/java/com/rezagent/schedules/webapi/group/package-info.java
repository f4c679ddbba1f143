/** The routes below {@code /api/groups}: what each request means for a group of schedules, and how groups are shown. */
@NullMarked
package com.rezagent.schedules.webapi.group;

import org.jspecify.annotations.NullMarked;
