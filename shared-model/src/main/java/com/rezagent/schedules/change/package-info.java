/** The history of changes: who changed what, and what was there before. */
@NullMarked
package com.rezagent.schedules.change;

import org.jspecify.annotations.NullMarked;
