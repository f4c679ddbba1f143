/** Routes of the history of changes. */
@NullMarked
package com.rezagent.schedules.webapi.change;

import org.jspecify.annotations.NullMarked;
