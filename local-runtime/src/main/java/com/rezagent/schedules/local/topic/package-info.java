/** Simulated SNS: stores the messages of topics, and delivers commands and reports to the scheduler function as SNS does. */
@NullMarked
package com.rezagent.schedules.local.topic;

import org.jspecify.annotations.NullMarked;
