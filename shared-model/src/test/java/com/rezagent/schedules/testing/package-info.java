/** In-memory implementations of the ports for tests of all modules. */
@NullMarked
package com.rezagent.schedules.testing;

import org.jspecify.annotations.NullMarked;
