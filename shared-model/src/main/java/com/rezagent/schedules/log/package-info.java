/** Structured logging: one event per line, with the IDs that it concerns, and never a payload. */
@NullMarked
package com.rezagent.schedules.log;

import org.jspecify.annotations.NullMarked;
