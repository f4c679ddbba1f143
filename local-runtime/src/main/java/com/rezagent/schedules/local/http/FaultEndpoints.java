package com.rezagent.schedules.local.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.local.fault.FaultInjector;
import com.rezagent.schedules.local.fault.FaultKind;
import com.rezagent.schedules.local.fault.FaultRule;
import com.rezagent.schedules.local.fault.PortCall.Caller;
import com.rezagent.schedules.local.fault.PortCall.Target;
import com.rezagent.schedules.webapi.http.HttpResponse;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code /local/faults}: adds and clears fault rules, which make the functions' next calls fail. */
final class FaultEndpoints {
    private static final String ANY_CALLER = "any";
    private static final String ANY_OPERATION = "*";
    private static final int MAX_TIMES = 1_000_000;

    private final FaultInjector injector;

    FaultEndpoints(FaultInjector injector) {
        this.injector = injector;
    }

    /** Adds a rule and returns all rules that still apply to future calls. */
    HttpResponse add(String parameter, byte[] body) {
        RequestBody.read(body, this::rule).ifPresent(injector::add);
        return rules();
    }

    /** Lists the rules that still apply to future calls. */
    HttpResponse list(String parameter, byte[] body) {
        return rules();
    }

    HttpResponse clear(String parameter, byte[] body) {
        injector.clear();
        return rules();
    }

    private HttpResponse rules() {
        ObjectNode json = Json.object();
        ArrayNode rules = json.putArray("faults");
        for (FaultRule rule : injector.rules()) {
            ObjectNode one = rules.addObject();
            one.put("caller", rule.caller() == null ? ANY_CALLER : rule.caller().text());
            one.put("target", rule.target().text());
            one.put("operation", rule.operation() == null ? ANY_OPERATION : rule.operation());
            one.put("error", rule.kind().text());
            one.put("times", rule.times());
        }
        return HttpResponse.json(200, json);
    }

    /** Reads a rule; empty if the request is invalid, in which case an error is added. */
    private Optional<FaultRule> rule(ObjectReader reader, ValidationErrors errors) {
        Caller caller = caller(reader, errors);
        Target target = target(reader, errors);
        String operation = operation(reader, target, errors);
        FaultKind kind = kind(reader, errors);
        Integer times = reader.integer("times", 1, MAX_TIMES);
        return target == null || kind == null || !errors.isEmpty()
                ? Optional.empty()
                : Optional.of(new FaultRule(caller, target, operation, kind, times == null ? 1 : times));
    }

    private static @Nullable Caller caller(ObjectReader reader, ValidationErrors errors) {
        String text = reader.string("caller");
        if (text == null || text.equals(ANY_CALLER)) {
            return null;
        }
        Optional<Caller> caller = Arrays.stream(Caller.values())
                .filter(it -> it.text().equals(text))
                .findFirst();
        if (caller.isEmpty()) {
            errors.field("caller", "must be api, scheduler, engine or any");
        }
        return caller.orElse(null);
    }

    private static @Nullable Target target(ObjectReader reader, ValidationErrors errors) {
        String text = reader.string("target");
        Optional<Target> target = Arrays.stream(Target.values())
                .filter(it -> it.text().equals(text))
                .findFirst();
        if (target.isEmpty()) {
            errors.field("target", "is required and must be store, engine, topics or function");
        }
        return target.orElse(null);
    }

    private @Nullable String operation(ObjectReader reader, @Nullable Target target, ValidationErrors errors) {
        String text = reader.string("operation");
        if (text == null || text.equals(ANY_OPERATION) || target == null) {
            return null;
        }
        TreeSet<String> known = new TreeSet<>(injector.operations(target));
        if (!known.contains(text)) {
            errors.field("operation", "must be * or one of " + String.join(", ", known));
        }
        return text;
    }

    private static @Nullable FaultKind kind(ObjectReader reader, ValidationErrors errors) {
        String text = reader.string("error");
        Optional<FaultKind> kind = text == null ? Optional.empty() : FaultKind.of(text);
        if (kind.isEmpty()) {
            errors.field("error", "is required and must be one of " + String.join(", ", FaultKind.texts()));
        }
        return kind.orElse(null);
    }
}
