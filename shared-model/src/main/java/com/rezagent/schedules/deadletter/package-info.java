/** What was given up on: kept with its event and the reason, so that it can be seen and sent again. */
@NullMarked
package com.rezagent.schedules.deadletter;

import org.jspecify.annotations.NullMarked;
