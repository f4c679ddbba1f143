package com.rezagent.schedules.lambda;

import java.util.Locale;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips tests of Lambda's runtime interface client, whose native library exists for Linux only, and prints the reason. */
public final class LinuxOnly implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String system = System.getProperty("os.name");
        if (system.toLowerCase(Locale.ROOT).contains("linux")) {
            return ConditionEvaluationResult.enabled("Linux");
        }
        String reason = "Lambda's runtime interface client runs on Linux only, this is " + system;
        System.out.println("Skipped " + context.getDisplayName() + ": " + reason);
        return ConditionEvaluationResult.disabled(reason);
    }
}
