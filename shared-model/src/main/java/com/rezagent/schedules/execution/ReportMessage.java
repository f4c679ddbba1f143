package com.rezagent.schedules.execution;

/**
 * A report from the reports topic.
 *
 * @param executionId as the message says; it may be the id of no execution
 */
public record ReportMessage(String executionId, Report report) {}
