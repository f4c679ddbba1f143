package com.rezagent.schedules.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.deployment.AwsCall.Permission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Compares the permissions of a template role with the permissions that AWS calls require. */
final class Permissions {
    /** Services that Lambda itself calls with a function's role. */
    private static final Set<String> CALLED_BY_LAMBDA = Set.of("logs", "xray");

    private final DeployedStage stage;
    private final List<Grant> grants = new ArrayList<>();

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

    private Permissions(DeployedStage stage) {
        this.stage = stage;
    }

    static Permissions of(DeployedStage stage, String role) {
        Permissions permissions = new Permissions(stage);
        for (JsonNode policy : stage.properties(role).path("Policies")) {
            for (JsonNode statement : policy.path("PolicyDocument").path("Statement")) {
                permissions.add(statement);
            }
        }
        return permissions;
    }

    private void add(JsonNode statement) {
        JsonNode equal = statement.path("Condition").path("StringEquals");
        Set<String> services = new LinkedHashSet<>();
        DeployedStage.texts(equal.path("kms:ViaService")).forEach(it -> services.add(it.substring(0, it.indexOf('.'))));
        for (String action : DeployedStage.texts(statement.path("Action"))) {
            for (String resource : DeployedStage.texts(statement.path("Resource"))) {
                grants.add(new Grant(
                        action,
                        resource,
                        services,
                        equal.path("iam:PassedToService").asText()));
            }
        }
    }

    List<Grant> grants() {
        return grants;
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
            }
            call.permissions().forEach(it -> needs.addAll(keyNeeds(call.service(), it.resource())));
        }
        return needs;
    }

    /** Returns the key permissions that a service requires of its caller; all data is encrypted. */
    private List<RequiredPermission> keyNeeds(String service, String resource) {
        String stageKey = stage.arn("StageKey");
        return switch (service) {
            case "dynamodb" -> List.of(new RequiredPermission("kms:Decrypt", stageKey, service));
            case "sns" -> {
                String key = isOwnTopic(resource) ? stageKey : topicKey();
                yield List.of(
                        new RequiredPermission("kms:Decrypt", key, service),
                        new RequiredPermission("kms:GenerateDataKey", key, service));
            }
            case "sqs" ->
                List.of(
                        new RequiredPermission("kms:Decrypt", stageKey, service),
                        new RequiredPermission("kms:GenerateDataKey", stageKey, service));
            default -> List.of();
        };
    }

    private boolean isOwnTopic(String arn) {
        return stage.ofType("AWS::SNS::Topic").keySet().stream()
                .anyMatch(it -> stage.arn(it).equals(arn));
    }

    private String topicKey() {
        return stage.resolve(stage.template().resources().objectNode().put("Ref", "TopicKeyArns"))
                .path(0)
                .asText();
    }

    private static boolean matches(String pattern, String arn) {
        return Pattern.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"), arn);
    }
}
