/** The routes of executions: how one went, what its consumer reports, and what went wrong. */
@NullMarked
package com.rezagent.schedules.webapi.execution;

import org.jspecify.annotations.NullMarked;
