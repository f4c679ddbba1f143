/** Commands, which request a change of a schedule: their JSON form and their effect on a record. Pure code without I/O. */
@NullMarked
package com.rezagent.schedules.command;

import org.jspecify.annotations.NullMarked;
