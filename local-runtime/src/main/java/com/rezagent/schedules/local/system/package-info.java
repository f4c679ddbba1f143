/** Both functions and simulators of all that they call, wired together; without HTTP. */
@NullMarked
package com.rezagent.schedules.local.system;

import org.jspecify.annotations.NullMarked;
