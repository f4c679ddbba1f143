/** Requests for a change, how they are written and read, and what each does to a record: pure code, no calls outside. */
@NullMarked
package com.rezagent.schedules.command;

import org.jspecify.annotations.NullMarked;
