package com.rezagent.schedules.local.console;

import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

/** Says what is wrong with a command line in one sentence; the exit code is 2. */
public final class OneSentence implements IParameterExceptionHandler {
    private static final int MISUSED = 2;

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        e.getCommandLine()
                .getErr()
                .println(message + (message.endsWith(".") ? "" : ".") + " --help lists the options.");
        return MISUSED;
    }
}
