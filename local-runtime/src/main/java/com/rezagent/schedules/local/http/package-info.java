/** HTTP on a port: API Gateway's twin in front of the Web API, and the runtime's own routes under {@code /local}. */
@NullMarked
package com.rezagent.schedules.local.http;

import org.jspecify.annotations.NullMarked;
