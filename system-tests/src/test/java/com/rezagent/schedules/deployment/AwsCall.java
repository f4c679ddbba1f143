package com.rezagent.schedules.deployment;

import java.util.List;

/**
 * A call that reached the simulated AWS.
 *
 * @param service the prefix of the IAM action, e.g. {@code dynamodb}
 * @param operation e.g. {@code GetItem}
 * @param permissions the permissions that IAM requires of the caller
 */
record AwsCall(String service, String operation, List<Permission> permissions) {
    /**
     * An IAM permission.
     *
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
