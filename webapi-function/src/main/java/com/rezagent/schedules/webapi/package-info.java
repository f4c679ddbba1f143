/** The Web API function: HTTP in, commands out. It reads schedules and never writes one. */
@NullMarked
package com.rezagent.schedules.webapi;

import org.jspecify.annotations.NullMarked;
