/**
 * HTTP as API Gateway hands it over: events in and out, headers and query parameters read strictly, and the one place
 * that maps error codes to statuses. Nothing here knows a schedule.
 */
@NullMarked
package com.rezagent.schedules.webapi.http;

import org.jspecify.annotations.NullMarked;
