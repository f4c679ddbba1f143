/**
 * The AWS side of the ports: DynamoDB, EventBridge Scheduler, SNS and SQS. The only place that imports the SDK; its
 * exceptions become ours here, in {@link com.rezagent.schedules.aws.AwsErrors}. No rule of the domain lives here.
 */
@NullMarked
package com.rezagent.schedules.aws;

import org.jspecify.annotations.NullMarked;
