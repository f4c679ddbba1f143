/**
 * The whole system in one JVM, for development and tests: the two real functions, and twins of what they call that behave
 * as AWS does where the functions depend on it. Never deployed.
 */
@NullMarked
package com.rezagent.schedules.local;

import org.jspecify.annotations.NullMarked;
