/**
 * Runs functions as Lambda does: each in its own process, with Lambda's runtime interface client and a local Runtime
 * API that supplies events. Tests in other packages use these classes to check the functions' responses.
 */
package com.rezagent.schedules.lambda;
