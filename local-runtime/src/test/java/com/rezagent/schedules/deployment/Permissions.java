package com.rezagent.schedules.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.deployment.AwsCall.Permission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What a role of the template allows, held against what its function asks for. */
final class Permissions {
    /** Lambda itself does these for a function, whatever its code does. */
    private static final Set<String> LAMBDAS_OWN = Set.of("logs", "xray");

    private final DeployedStage stage;
    private final List<Grant> grants = new ArrayList<>();

    /**
     * One action on one resource.
     *
     * @param services through which a key may be used; empty for no such limit
     * @param passedTo the service that a role may be passed to
     */
    record Grant(String action, String resource, Set<String> services, String passedTo) {
        boolean allows(Need need) {
            return action.equals(need.action())
                    && matches(resource, need.resource())
                    && (services.isEmpty() ? need.via().isEmpty() : services.contains(need.via()))
                    && (!action.equals("iam:PassRole") || passedTo.equals("scheduler.amazonaws.com"));
        }
    }

    /** @param via the service that uses a key for the caller; empty for a call that the function makes itself */
    record Need(String action, String resource, String via) {}

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

    /** What calls ask for and the role doesn't allow. */
    Set<Need> missing(Collection<AwsCall> calls) {
        Set<Need> missing = needs(calls);
        missing.removeIf(need -> grants.stream().anyMatch(it -> it.allows(need)));
        return missing;
    }

    /** What the role allows and no call asks for: an action, and the service through which, for a key. */
    Set<String> unused(Collection<AwsCall> calls) {
        Set<Need> needs = needs(calls);
        Set<String> unused = new LinkedHashSet<>();
        for (Grant grant : grants) {
            if (LAMBDAS_OWN.contains(grant.action().split(":")[0])) {
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

    private Set<Need> needs(Collection<AwsCall> calls) {
        Set<Need> needs = new LinkedHashSet<>();
        for (AwsCall call : calls) {
            for (Permission permission : call.permissions()) {
                needs.add(new Need(permission.action(), permission.resource(), ""));
            }
            call.permissions().forEach(it -> needs.addAll(keyNeeds(call.service(), it.resource())));
        }
        return needs;
    }

    /** What a service asks the key for in the caller's name: it is all encrypted. */
    private List<Need> keyNeeds(String service, String resource) {
        String stageKey = stage.arn("StageKey");
        return switch (service) {
            case "dynamodb" -> List.of(new Need("kms:Decrypt", stageKey, service));
            case "sns" -> {
                String key = isOwnTopic(resource) ? stageKey : topicKey();
                yield List.of(new Need("kms:Decrypt", key, service), new Need("kms:GenerateDataKey", key, service));
            }
            case "sqs" ->
                List.of(new Need("kms:Decrypt", stageKey, service), new Need("kms:GenerateDataKey", stageKey, service));
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
