/** The command {@code smoke}: tests a stage, deployed or local, from outside. */
@NullMarked
package com.rezagent.schedules.local.smoke;

import org.jspecify.annotations.NullMarked;
