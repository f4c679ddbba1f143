/** The scheduler function: what it receives, what each event sets going, and how it is put together. */
@NullMarked
package com.rezagent.schedules.scheduler;

import org.jspecify.annotations.NullMarked;
