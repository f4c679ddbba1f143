/**
 * The schedule record: its registers, its derived status, the rules of a change, and the store's interface. Nothing
 * here depends on HTTP, SNS or EventBridge.
 */
@NullMarked
package com.rezagent.schedules.schedule;

import org.jspecify.annotations.NullMarked;
