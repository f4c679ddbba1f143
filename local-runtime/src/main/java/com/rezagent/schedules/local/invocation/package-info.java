/** Simulated Lambda: asynchronous invocations with retries and dead letters, and synchronous invocations. */
@NullMarked
package com.rezagent.schedules.local.invocation;

import org.jspecify.annotations.NullMarked;
