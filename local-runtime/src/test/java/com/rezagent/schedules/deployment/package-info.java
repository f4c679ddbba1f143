/**
 * What would be deployed, proven without an account: the template, read and resolved for a stage, held against the code,
 * the sample events and the documentation. How the jars run in Lambda is tested here too.
 */
package com.rezagent.schedules.deployment;
