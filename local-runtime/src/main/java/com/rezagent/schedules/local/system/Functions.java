package com.rezagent.schedules.local.system;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.rezagent.schedules.scheduler.SchedulerHandler;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import com.rezagent.schedules.scheduler.SchedulerSettings;
import com.rezagent.schedules.webapi.WebApiHandler;
import com.rezagent.schedules.webapi.WebApiPorts;
import com.rezagent.schedules.webapi.WebApiSettings;

/** Creates the two functions' handlers. Tests of the runtime override it to replace a handler. */
public interface Functions {
    /** Creates the deployed handlers. */
    Functions REAL = new Functions() {};

    default RequestStreamHandler scheduler(SchedulerPorts ports, SchedulerSettings settings) {
        return new SchedulerHandler(ports, settings);
    }

    default RequestStreamHandler webApi(WebApiPorts ports, WebApiSettings settings) {
        return new WebApiHandler(ports, settings);
    }
}
