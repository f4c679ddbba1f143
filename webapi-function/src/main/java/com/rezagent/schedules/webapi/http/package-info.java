/**
 * HTTP for API Gateway: reads events and writes responses, routes requests, reads headers and query parameters strictly,
 * and maps error codes to statuses. Nothing here depends on schedules.
 */
@NullMarked
package com.rezagent.schedules.webapi.http;

import org.jspecify.annotations.NullMarked;
