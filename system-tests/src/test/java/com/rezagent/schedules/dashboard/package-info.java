/** Tests of the dashboard: how it is served, and what it shows in a browser. */
package com.rezagent.schedules.dashboard;
