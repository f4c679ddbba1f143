package com.rezagent.schedules.local.console;

import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

/** Prints an invalid command line's error as one sentence and returns exit code 2. */
public final class UsageErrorHandler implements IParameterExceptionHandler {
    private static final int USAGE_ERROR = 2;

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        e.getCommandLine()
                .getErr()
                .println(message + (message.endsWith(".") ? "" : ".") + " Use --help to list the options.");
        return USAGE_ERROR;
    }
}
