/** SNS's twin: it keeps what topics receive, and hands commands to the scheduler function as SNS would. */
@NullMarked
package com.rezagent.schedules.local.topic;

import org.jspecify.annotations.NullMarked;
