package com.rezagent.schedules.local.fault;

import com.rezagent.schedules.local.fault.PortCall.Caller;
import com.rezagent.schedules.local.fault.PortCall.Target;
import org.jspecify.annotations.Nullable;

/**
 * A rule that makes the next matching calls fail.
 *
 * @param caller null for any caller
 * @param operation null for any operation
 * @param times number of calls that fail, at least 1
 */
public record FaultRule(
        @Nullable Caller caller, Target target, @Nullable String operation, FaultKind kind, int times) {
    public FaultRule {
        if (times < 1) {
            throw new IllegalArgumentException("times must be at least 1");
        }
    }

    boolean matches(PortCall call) {
        return target == call.target()
                && (caller == null || caller == call.caller())
                && (operation == null || operation.equals(call.operation()));
    }

    FaultRule decremented() {
        return new FaultRule(caller, target, operation, kind, times - 1);
    }
}
