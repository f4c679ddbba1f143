/** The scheduler function: its entry point, the dispatch of its events, and its wiring. */
@NullMarked
package com.rezagent.schedules.scheduler;

import org.jspecify.annotations.NullMarked;
