package com.rezagent.schedules.webapi.expression;

import static com.rezagent.schedules.webapi.http.Route.read;

import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.webapi.http.Handler;
import com.rezagent.schedules.webapi.http.Role;
import com.rezagent.schedules.webapi.http.Route;
import java.time.Clock;
import java.util.List;

/** The routes about expressions. */
public final class ExpressionRoutes {
    private ExpressionRoutes() {}

    public static List<Route<Handler>> of(GroupStore groups, Clock clock) {
        return List.of(read(
                "POST", "/api/expressions/explain", Role.ANY_CALLER, new ExplainExpression(groups, clock)::explain));
    }
}
