/** Console output: one line for each command, firing, published message and error. */
@NullMarked
package com.rezagent.schedules.local.console;

import org.jspecify.annotations.NullMarked;
