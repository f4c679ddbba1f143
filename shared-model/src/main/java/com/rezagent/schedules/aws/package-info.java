/**
 * AWS implementations of the ports: DynamoDB, EventBridge Scheduler, SNS and SQS. The only package that imports the
 * SDK; {@link com.rezagent.schedules.aws.AwsErrors} converts its exceptions. Contains no rules of the domain.
 */
@NullMarked
package com.rezagent.schedules.aws;

import org.jspecify.annotations.NullMarked;
