/**
 * Hostile input, made from seeds: HTTP events out of openapi.json and messages out of docs/schemas, then broken, and the
 * files in events/, mutated. Both real handlers get it, over the local twins.
 */
package com.rezagent.schedules.fuzz;
