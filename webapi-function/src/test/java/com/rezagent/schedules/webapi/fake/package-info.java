/** A stage in memory: honest stand-ins for what is outside the Web API, and a scheduler function to play against. */
package com.rezagent.schedules.webapi.fake;
