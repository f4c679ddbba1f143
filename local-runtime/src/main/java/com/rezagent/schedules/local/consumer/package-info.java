/** Consumers of the local topics that report by themselves, so that people can watch retries on the clock. */
@NullMarked
package com.rezagent.schedules.local.consumer;

import org.jspecify.annotations.NullMarked;
