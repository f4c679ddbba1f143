/**
 * A schedule: its two registers, its derived status, the rules of a change of state, and the store that holds it.
 * Nothing here knows HTTP, SNS or EventBridge.
 */
@NullMarked
package com.rezagent.schedules.schedule;

import org.jspecify.annotations.NullMarked;
