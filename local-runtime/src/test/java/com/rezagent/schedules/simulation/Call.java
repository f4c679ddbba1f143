package com.rezagent.schedules.simulation;

/** One call that a handler makes to something outside. */
record Call(Port port, String operation) {
    enum Port {
        STORE,
        HISTORY,
        ENGINE,
        TOPICS,
        DEAD_LETTERS
    }

    boolean isRead() {
        return operation.equals("find") || operation.equals("list") || operation.equals("firings");
    }

    @Override
    public String toString() {
        return port.name().toLowerCase(java.util.Locale.ROOT) + "." + operation;
    }
}
