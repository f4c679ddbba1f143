/**
 * The Web API function: handles HTTP requests, reads schedules, and publishes commands. It never writes a schedule. A
 * package imports only those before it: {@code http}, {@code command}, one package for each resource, and this one,
 * which wires them.
 */
@NullMarked
package com.rezagent.schedules.webapi;

import org.jspecify.annotations.NullMarked;
