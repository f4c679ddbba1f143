package com.rezagent.schedules.webapi.http;

/**
 * The role that a caller needs for a route. Each role includes the ones before it. Stated with each route; not enforced
 * yet.
 */
public enum Role {
    ANY_CALLER,
    VIEWER,
    OPERATOR,
    EDITOR,
    OWNER
}
