package com.rezagent.schedules.webapi.command;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The principal behind a caller's identity: for an assumed role, the role without the session name. */
final class Principal {
    private static final Pattern SESSION = Pattern.compile("(arn:aws[a-z-]*:sts::[0-9]{12}:assumed-role/[^/]+)/.+");

    private Principal() {}

    static String of(String caller) {
        Matcher session = SESSION.matcher(caller);
        return session.matches() ? session.group(1) : caller;
    }
}
