/** One firing of a schedule: its identity, the envelope it publishes, and the history that keeps what became of it. */
@NullMarked
package com.rezagent.schedules.execution;

import org.jspecify.annotations.NullMarked;
