package com.rezagent.schedules.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.deployment.AwsCall.Permission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Compares the permissions of a template role with the permissions that AWS calls require. */
record Permissions(DeployedStage stage, List<Grant> grants) {
    /** Services that Lambda itself calls with a function's role. */
    private static final Set<String> CALLED_BY_LAMBDA = Set.of("logs", "xray");

    /** What each service needs to do with the key of its data. */
    private static final Map<String, List<String>> KEY_ACTIONS = Map.of(
            "dynamodb", List.of("kms:Decrypt"),
            "sns", List.of("kms:Decrypt", "kms:GenerateDataKey"),
            "sqs", List.of("kms:Decrypt", "kms:GenerateDataKey"));

    /**
     * One action on one resource.
     *
     * @param services the services through which a key may be used; empty if unrestricted
     * @param passedTo the service that a role may be passed to; empty if the action is not iam:PassRole
     */
    record Grant(String action, String resource, Set<String> services, String passedTo) {
        boolean allows(RequiredPermission need) {
            return action.equals(need.action())
                    && matches(resource, need.resource())
                    && (services.isEmpty() ? need.via().isEmpty() : services.contains(need.via()))
                    && (!action.equals("iam:PassRole") || passedTo.equals("scheduler.amazonaws.com"));
        }
    }

    /**
     * A required permission.
     *
     * @param via the service that uses a key on behalf of the caller; empty for the function's own call
     */
    record RequiredPermission(String action, String resource, String via) {}

    static Permissions of(DeployedStage stage, String role) {
        Permissions permissions = new Permissions(stage, new ArrayList<>());
        for (JsonNode policy : stage.properties(role).path("Policies")) {
            policy.at("/PolicyDocument/Statement").forEach(permissions::add);
        }
        return permissions;
    }

    private void add(JsonNode statement) {
        JsonNode equal = statement.path("Condition").path("StringEquals");
        Set<String> services = new LinkedHashSet<>();
        DeployedStage.texts(equal.path("kms:ViaService")).forEach(it -> services.add(it.substring(0, it.indexOf('.'))));
        for (String action : DeployedStage.texts(statement.path("Action"))) {
            for (String resource : DeployedStage.texts(statement.path("Resource"))) {
                String passedTo = equal.path("iam:PassedToService").asText();
                grants.add(new Grant(action, resource, services, passedTo));
            }
        }
    }

    /** Returns the permissions that the calls require and the role does not grant. */
    Set<RequiredPermission> missing(Collection<AwsCall> calls) {
        Set<RequiredPermission> missing = needs(calls);
        missing.removeIf(need -> grants.stream().anyMatch(it -> it.allows(need)));
        return missing;
    }

    /** Returns the grants that no call requires: action, resource and, for a key, the service. */
    Set<String> unused(Collection<AwsCall> calls) {
        Set<RequiredPermission> needs = needs(calls);
        Set<String> unused = new LinkedHashSet<>();
        for (Grant grant : grants) {
            if (CALLED_BY_LAMBDA.contains(grant.action().split(":")[0])) {
                continue;
            }
            if (needs.stream().noneMatch(grant::allows)) {
                unused.add(grant.action() + " " + grant.resource());
            }
            for (String service : grant.services()) {
                if (needs.stream().noneMatch(it -> grant.allows(it) && it.via().equals(service))) {
                    unused.add(grant.action() + " " + grant.resource() + " via " + service);
                }
            }
        }
        return unused;
    }

    private Set<RequiredPermission> needs(Collection<AwsCall> calls) {
        Set<RequiredPermission> needs = new LinkedHashSet<>();
        for (AwsCall call : calls) {
            for (Permission permission : call.permissions()) {
                needs.add(new RequiredPermission(permission.action(), permission.resource(), ""));
                needs.addAll(keyNeeds(call.service(), permission.resource()));
            }
        }
        return needs;
    }

    /** Returns the key permissions that a service requires of its caller; all data is encrypted. */
    private List<RequiredPermission> keyNeeds(String service, String resource) {
        String key = service.equals("sns") && !isOwnTopic(resource)
                ? stage.reference("TopicKeyArns").path(0).asText()
                : stage.arn("StageKey");
        return KEY_ACTIONS.getOrDefault(service, List.of()).stream()
                .map(it -> new RequiredPermission(it, key, service))
                .toList();
    }

    private boolean isOwnTopic(String arn) {
        return stage.ofType("AWS::SNS::Topic").keySet().stream()
                .anyMatch(it -> stage.arn(it).equals(arn));
    }

    private static boolean matches(String pattern, String arn) {
        return Pattern.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"), arn);
    }
}
