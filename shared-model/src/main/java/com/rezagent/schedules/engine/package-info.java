/** The engine that fires: what it should hold for a schedule, and the interface to what it does hold. */
@NullMarked
package com.rezagent.schedules.engine;

import org.jspecify.annotations.NullMarked;
