/** What every stored resource has: stamps, the outcomes of its commands, and pages of lists. */
@NullMarked
package com.rezagent.schedules.record;

import org.jspecify.annotations.NullMarked;
