/** Which route a request is for: the table of routes, as data, and what each one takes and needs. */
@NullMarked
package com.rezagent.schedules.webapi.route;

import org.jspecify.annotations.NullMarked;
