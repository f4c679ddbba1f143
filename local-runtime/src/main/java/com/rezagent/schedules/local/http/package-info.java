/**
 * HTTP server: a simulated API Gateway in front of the Web API function, and the runtime's own routes under {@code
 * /local}.
 */
@NullMarked
package com.rezagent.schedules.local.http;

import org.jspecify.annotations.NullMarked;
