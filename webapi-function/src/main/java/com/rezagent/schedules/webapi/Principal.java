package com.rezagent.schedules.webapi;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who is behind a caller's identity: a role, whatever session of it asks. */
final class Principal {
    private static final Pattern SESSION = Pattern.compile("(arn:aws[a-z-]*:sts::[0-9]{12}:assumed-role/[^/]+)/.+");

    private Principal() {}

    static String of(String caller) {
        Matcher session = SESSION.matcher(caller);
        return session.matches() ? session.group(1) : caller;
    }
}
