/** Routing: the table of routes, as data, with the parameters and the effect of each. */
@NullMarked
package com.rezagent.schedules.webapi.route;

import org.jspecify.annotations.NullMarked;
