/** What became of the firings of several schedules, and what will become of those to come. */
@NullMarked
package com.rezagent.schedules.webapi.timeline;

import org.jspecify.annotations.NullMarked;
