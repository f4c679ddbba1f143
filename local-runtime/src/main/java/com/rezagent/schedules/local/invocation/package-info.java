/** Lambda's twin: asynchronous invocations with retries and dead letters, and synchronous ones. */
@NullMarked
package com.rezagent.schedules.local.invocation;

import org.jspecify.annotations.NullMarked;
