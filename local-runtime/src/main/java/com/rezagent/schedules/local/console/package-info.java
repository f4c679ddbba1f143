/** What a person at the terminal reads: one line for each thing that happens. */
@NullMarked
package com.rezagent.schedules.local.console;

import org.jspecify.annotations.NullMarked;
