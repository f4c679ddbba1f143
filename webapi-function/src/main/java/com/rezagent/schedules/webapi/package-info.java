/** The Web API function: handles HTTP requests, reads schedules, and publishes commands. It never writes a schedule. */
@NullMarked
package com.rezagent.schedules.webapi;

import org.jspecify.annotations.NullMarked;
