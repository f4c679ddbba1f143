/**
 * Fault injection: port calls that fail before or after they took effect, and invocations that crash at such a call.
 */
@NullMarked
package com.rezagent.schedules.local.fault;

import org.jspecify.annotations.NullMarked;
