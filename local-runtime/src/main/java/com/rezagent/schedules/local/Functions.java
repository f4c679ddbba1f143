package com.rezagent.schedules.local;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.rezagent.schedules.scheduler.SchedulerHandler;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import com.rezagent.schedules.scheduler.SchedulerSettings;
import com.rezagent.schedules.webapi.WebApiHandler;
import com.rezagent.schedules.webapi.WebApiPorts;
import com.rezagent.schedules.webapi.WebApiSettings;

/** How the two functions are made; for tests of the runtime that want others than the real ones. */
public interface Functions {
    /** The handlers that are deployed. */
    Functions REAL = new Functions() {};

    default RequestStreamHandler scheduler(SchedulerPorts ports, SchedulerSettings settings) {
        return new SchedulerHandler(ports, settings);
    }

    default RequestStreamHandler webApi(WebApiPorts ports, WebApiSettings settings) {
        return new WebApiHandler(ports, settings);
    }
}
