/** What Lambda hands to the scheduler function, told apart by shape; a shape that isn't known is an error. */
@NullMarked
package com.rezagent.schedules.scheduler.event;

import org.jspecify.annotations.NullMarked;
