/**
 * Commands: publishes them, waits for their outcome, and builds the response to every request that changes a resource.
 * Nothing here knows a route or a representation.
 */
@NullMarked
package com.rezagent.schedules.webapi.command;

import org.jspecify.annotations.NullMarked;
