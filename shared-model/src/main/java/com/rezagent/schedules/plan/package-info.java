/**
 * The firing plan: whether and when a schedule fires, what the engine should hold for it, and which firings are expected.
 * The only place that decides this; preview, API, executions, converging and audit ask it. Pure code without I/O.
 */
@NullMarked
package com.rezagent.schedules.plan;

import org.jspecify.annotations.NullMarked;
