/**
 * The whole system in one JVM, for development and tests: the two real functions, and simulators of the AWS services
 * that they call. The simulators behave as AWS does wherever the functions depend on it. Never deployed.
 */
@NullMarked
package com.rezagent.schedules.local;

import org.jspecify.annotations.NullMarked;
