/**
 * Fuzz tests of both real handlers on the local simulators. Hostile input is generated from seeds: HTTP events from
 * openapi.json, messages from docs/schemas and the samples in events/, all of them mutated.
 */
package com.rezagent.schedules.fuzz;
