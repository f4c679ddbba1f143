/** Topics, their messages, and the dead-letter queue. */
@NullMarked
package com.rezagent.schedules.messaging;

import org.jspecify.annotations.NullMarked;
