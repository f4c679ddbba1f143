/** A stage in memory: fakes of the ports of the Web API, and a fake scheduler function. */
package com.rezagent.schedules.webapi.fake;
