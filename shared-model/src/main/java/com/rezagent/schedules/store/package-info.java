/** The stores of all resources, as one. */
@NullMarked
package com.rezagent.schedules.store;

import org.jspecify.annotations.NullMarked;
