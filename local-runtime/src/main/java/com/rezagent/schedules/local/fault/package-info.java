/** Faults on purpose: outside calls that fail before or after they took effect, and invocations that die there. */
@NullMarked
package com.rezagent.schedules.local.fault;

import org.jspecify.annotations.NullMarked;
