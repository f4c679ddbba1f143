/** Builds the OpenAPI document from its fragments. Runs in the build only; it is not deployed. */
@NullMarked
package com.rezagent.schedules.webapi.openapi;

import org.jspecify.annotations.NullMarked;
