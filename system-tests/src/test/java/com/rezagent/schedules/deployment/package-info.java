/**
 * Tests of the deployment that need no AWS account. They resolve template.yaml for a stage and compare it with the
 * code, the sample events and the documentation. They also run the jars as Lambda does.
 */
package com.rezagent.schedules.deployment;
