/** The engine that fires schedules: the entry it should hold for a schedule, and access to the entries it holds. */
@NullMarked
package com.rezagent.schedules.engine;

import org.jspecify.annotations.NullMarked;
