/** Dead letters: events that are not retried any more, stored with the reason so that they can be inspected and redriven. */
@NullMarked
package com.rezagent.schedules.deadletter;

import org.jspecify.annotations.NullMarked;
