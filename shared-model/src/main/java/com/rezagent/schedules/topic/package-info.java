/** The topics that commands arrive on and executions go to. */
@NullMarked
package com.rezagent.schedules.topic;

import org.jspecify.annotations.NullMarked;
