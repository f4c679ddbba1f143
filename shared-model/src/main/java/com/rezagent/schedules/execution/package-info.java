/** Executions of a schedule: their identity, the message they publish, and the history that stores their outcomes. */
@NullMarked
package com.rezagent.schedules.execution;

import org.jspecify.annotations.NullMarked;
