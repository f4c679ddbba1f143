package com.rezagent.schedules.deployment;

import java.util.List;

/**
 * One call that reached AWS.
 *
 * @param service as in an action, e.g. {@code dynamodb}
 * @param operation e.g. {@code GetItem}
 * @param permissions what IAM asks the caller for
 */
record AwsCall(String service, String operation, List<Permission> permissions) {
    /**
     * @param action e.g. {@code dynamodb:GetItem}
     * @param resource an ARN
     */
    record Permission(String action, String resource) {}

    AwsCall {
        permissions = List.copyOf(permissions);
    }

    @Override
    public String toString() {
        return service + ":" + operation + " " + permissions;
    }
}
