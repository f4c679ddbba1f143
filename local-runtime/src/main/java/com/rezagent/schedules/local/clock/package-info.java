/** Time: a clock that runs as told, and the one ordered queue of everything that waits for it. */
@NullMarked
package com.rezagent.schedules.local.clock;

import org.jspecify.annotations.NullMarked;
