package com.rezagent.schedules.scheduler.command;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandJson;
import com.rezagent.schedules.log.Log;
import java.util.List;

/** The handlers of the commands of every kind of resource. */
public final class CommandHandlers {
    private final List<CommandHandler<?>> handlers;
    private final CommandJson json;

    /** @param handlers in the order in which errors list their actions */
    public CommandHandlers(List<CommandHandler<?>> handlers) {
        this.handlers = List.copyOf(handlers);
        this.json =
                new CommandJson(handlers.stream().map(CommandHandler::reader).toList());
    }

    /** Returns what reads the messages of all commands. */
    public CommandJson json() {
        return json;
    }

    /** Passes a command to its handler, see {@link CommandHandler#process}. */
    public void process(Command command, Log log) {
        for (CommandHandler<?> handler : handlers) {
            if (processed(handler, command, log)) {
                return;
            }
        }
        throw new IllegalStateException("No handler for " + command.getClass());
    }

    private static <C extends Command> boolean processed(CommandHandler<C> handler, Command command, Log log) {
        boolean isOwn = handler.type().isInstance(command);
        if (isOwn) {
            handler.process(handler.type().cast(command), log);
        }
        return isOwn;
    }
}
