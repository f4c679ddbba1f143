/** Clocks, in-memory ports and other doubles. Shared by the tests of all modules. */
@NullMarked
package com.rezagent.schedules.testing;

import org.jspecify.annotations.NullMarked;
