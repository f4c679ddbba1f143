/** The command {@code smoke}: tests a deployed or local stage through its API. */
@NullMarked
package com.rezagent.schedules.local.smoke;

import org.jspecify.annotations.NullMarked;
