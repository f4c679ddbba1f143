/** Reports of consumers: how executions went. */
@NullMarked
package com.rezagent.schedules.scheduler.report;

import org.jspecify.annotations.NullMarked;
