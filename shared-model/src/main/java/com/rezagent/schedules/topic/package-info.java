/** SNS topics: commands arrive on one, executions are published to the others. */
@NullMarked
package com.rezagent.schedules.topic;

import org.jspecify.annotations.NullMarked;
