package com.rezagent.schedules.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.aws.DynamoDbChangeHistory;
import com.rezagent.schedules.aws.DynamoDbScheduleStore;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The template's tables, topics, queues and KMS key. */
class DataTest {
    private static final Set<String> TABLES =
            Set.of("SchedulesTable", "ExecutionsTable", "ResourcesTable", "ChangesTable");
    private static final Set<String> UNPROJECTED = Set.of("payload", "arguments", "execution_count", "last_triggered");

    private final DeployedStage dev = DeployedStage.of("dev");

    @Test
    void the_table_keys_are_those_of_the_adapters() {
        assertThat(keys(dev.properties("SchedulesTable"))).isEqualTo(Map.of("HASH", "id"));
        assertThat(keys(dev.properties("ExecutionsTable")))
                .isEqualTo(Map.of("HASH", "schedule_id", "RANGE", "execution_key"));
        assertThat(keys(dev.properties("ResourcesTable"))).isEqualTo(Map.of("HASH", "key"));
        assertThat(keys(dev.properties("ChangesTable"))).isEqualTo(Map.of("HASH", "key", "RANGE", "version"));
    }

    @Test
    void the_indexes_project_list_attributes_but_no_payload_or_counters() {
        Map<String, JsonNode> indexes = new TreeMap<>();
        dev.properties("SchedulesTable")
                .path("GlobalSecondaryIndexes")
                .forEach(it -> indexes.put(it.path("IndexName").textValue(), it));

        assertThat(indexes).containsOnlyKeys("status-created_date-index", "created_by-index", "group-index");
        assertThat(keys(indexes.get("status-created_date-index")))
                .isEqualTo(Map.of("HASH", "status", "RANGE", "created_date"));
        assertThat(keys(indexes.get("created_by-index")))
                .isEqualTo(Map.of("HASH", "created_by", "RANGE", "created_date"));
        assertThat(projected(indexes.get("status-created_date-index"))).isEqualTo(summary("created_by"));
        assertThat(projected(indexes.get("created_by-index"))).isEqualTo(summary("status"));
        assertThat(keys(indexes.get("group-index"))).isEqualTo(Map.of("HASH", "group_shard", "RANGE", "name"));
        assertThat(projected(indexes.get("group-index")))
                .isEqualTo(new TreeSet<>(DynamoDbScheduleStore.PROJECTED_BY_GROUP));
        indexes.values().forEach(it -> assertThat(projected(it)).doesNotContainAnyElementsOf(UNPROJECTED));
    }

    @Test
    void the_resources_table_has_one_index_of_keys_only() {
        JsonNode indexes = dev.properties("ResourcesTable").path("GlobalSecondaryIndexes");

        assertThat(indexes).hasSize(1);
        assertThat(indexes.path(0).path("IndexName").textValue()).isEqualTo("kind-index");
        assertThat(keys(indexes.path(0))).isEqualTo(Map.of("HASH", "kind", "RANGE", "name"));
        assertThat(indexes.path(0).path("Projection").path("ProjectionType").textValue())
                .isEqualTo("KEYS_ONLY");
    }

    @Test
    void the_executions_table_has_one_index_of_what_is_still_to_be_done() {
        JsonNode indexes = dev.properties("ExecutionsTable").path("GlobalSecondaryIndexes");

        assertThat(indexes).hasSize(1);
        assertThat(indexes.path(0).path("IndexName").textValue()).isEqualTo("queue-index");
        assertThat(keys(indexes.path(0))).isEqualTo(Map.of("HASH", "queue", "RANGE", "at"));
        assertThat(indexes.path(0).path("Projection").path("ProjectionType").textValue())
                .isEqualTo("ALL");
    }

    @Test
    void the_changes_table_has_one_index_without_what_was_replaced() {
        JsonNode indexes = dev.properties("ChangesTable").path("GlobalSecondaryIndexes");

        assertThat(indexes).hasSize(1);
        assertThat(indexes.path(0).path("IndexName").textValue()).isEqualTo("group-index");
        assertThat(keys(indexes.path(0))).isEqualTo(Map.of("HASH", "group", "RANGE", "time_key"));
        assertThat(projected(indexes.path(0))).isEqualTo(new TreeSet<>(DynamoDbChangeHistory.LISTED_ATTRIBUTES));
    }

    private static Set<String> summary(String otherKey) {
        Set<String> all = new TreeSet<>(DynamoDbScheduleStore.PROJECTED_ATTRIBUTES);
        all.add(otherKey);
        return all;
    }

    private static Set<String> projected(JsonNode index) {
        assertThat(index.path("Projection").path("ProjectionType").textValue()).isEqualTo("INCLUDE");
        return new TreeSet<>(DeployedStage.texts(index.path("Projection").path("NonKeyAttributes")));
    }

    private static Map<String, String> keys(JsonNode schema) {
        Map<String, String> keys = new TreeMap<>();
        schema.path("KeySchema")
                .forEach(it -> keys.put(
                        it.path("KeyType").textValue(), it.path("AttributeName").textValue()));
        return keys;
    }

    @ParameterizedTest
    @ValueSource(strings = {"SchedulesTable", "ExecutionsTable", "ResourcesTable", "ChangesTable"})
    void tables_are_on_demand_recoverable_encrypted_and_have_a_ttl(String table) {
        JsonNode properties = dev.properties(table);

        assertThat(properties.path("BillingMode").textValue()).isEqualTo("PAY_PER_REQUEST");
        assertThat(properties.at("/TimeToLiveSpecification/AttributeName").textValue())
                .isEqualTo("expires_at");
        assertThat(properties.path("TimeToLiveSpecification").path("Enabled").booleanValue())
                .isTrue();
        assertThat(properties
                        .at("/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled")
                        .booleanValue())
                .isTrue();
        assertThat(properties.path("SSESpecification").path("SSEType").textValue())
                .isEqualTo("KMS");
        assertThat(properties.path("SSESpecification").path("KMSMasterKeyId").textValue())
                .isEqualTo(dev.arn("StageKey"));
        assertThat(dev.template().resources().path(table).path("DeletionPolicy").textValue())
                .startsWith("Retain");
    }

    @Test
    void only_prod_tables_have_deletion_protection() {
        for (String table : TABLES) {
            assertThat(DeployedStage.of("prod")
                            .properties(table)
                            .path("DeletionProtectionEnabled")
                            .booleanValue())
                    .isTrue();
            assertThat(dev.properties(table).path("DeletionProtectionEnabled").booleanValue())
                    .isFalse();
        }
    }

    @Test
    void the_kms_key_rotates_and_is_retained_on_stack_deletion() {
        assertThat(dev.properties("StageKey").path("EnableKeyRotation").booleanValue())
                .isTrue();
        assertThat(dev.template().resources().at("/StageKey/DeletionPolicy").textValue())
                .startsWith("Retain");
    }

    @Test
    void every_topic_and_queue_is_encrypted_and_requires_tls() {
        Map<String, JsonNode> topics = dev.ofType("AWS::SNS::Topic");
        Map<String, JsonNode> queues = dev.ofType("AWS::SQS::Queue");
        assertThat(topics)
                .containsOnlyKeys(
                        "ScheduleCreationTopic",
                        "WebActionsTopic",
                        "NotificationsTopic",
                        "ExecutionReportsTopic",
                        "AlarmsTopic");
        assertThat(queues).containsOnlyKeys("CreationDeadLetters", "FunctionDeadLetters", "EngineDeadLetters");

        topics.forEach((id, topic) -> {
            assertThat(topic.path("KmsMasterKeyId").textValue()).as(id).isEqualTo("StageKey");
            assertThat(deniesPlainText(dev.properties(id + "Policy"), dev.arn(id)))
                    .as(id)
                    .isTrue();
        });
        queues.forEach((id, queue) -> {
            assertThat(queue.path("KmsMasterKeyId").textValue()).as(id).isEqualTo("StageKey");
            assertThat(queue.path("MessageRetentionPeriod").intValue()).isEqualTo(14 * 24 * 60 * 60);
            assertThat(deniesPlainText(dev.properties(id + "Policy"), dev.arn(id)))
                    .as(id)
                    .isTrue();
        });
    }

    private static boolean deniesPlainText(JsonNode policy, String arn) {
        for (JsonNode statement : policy.path("PolicyDocument").path("Statement")) {
            if (statement.path("Effect").textValue().equals("Deny")
                    && statement.path("Principal").asText().equals("*")
                    && statement.path("Resource").asText().equals(arn)
                    && statement
                            .at("/Condition/Bool/aws:SecureTransport")
                            .asText()
                            .equals("false")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void topic_policies_allow_only_the_known_publishers() {
        assertThat(publishers(dev, "ScheduleCreationTopic"))
                .containsExactlyInAnyOrder(dev.arn("WebApiRole"), dev.arn("SchedulerRole"));
        assertThat(publishers(dev, "WebActionsTopic")).containsExactly(dev.arn("SchedulerRole"));
        assertThat(publishers(dev, "NotificationsTopic")).containsExactly(dev.arn("SchedulerRole"));
        assertThat(publishers(dev, "AlarmsTopic")).containsExactly("cloudwatch.amazonaws.com");
        String account = "arn:aws:iam::" + DeployedStage.ACCOUNT + ":root";
        assertThat(publishers(dev, "ExecutionReportsTopic"))
                .as("any principal of the account, by its own policy")
                .containsExactly(account);
        String reporter = "arn:aws:iam::111122223333:root";
        assertThat(publishers(
                        DeployedStage.of(Map.of("Stage", "dev", "ReporterArns", reporter)), "ExecutionReportsTopic"))
                .containsExactlyInAnyOrder(account, reporter);

        String publisher = "arn:aws:iam::111122223333:role/publisher";
        assertThat(publishers(
                        DeployedStage.of(Map.of("Stage", "dev", "CommandPublisherArns", publisher)),
                        "ScheduleCreationTopic"))
                .contains(publisher);
    }

    private static Set<String> publishers(DeployedStage stage, String topic) {
        Set<String> publishers = new TreeSet<>();
        for (JsonNode statement :
                stage.properties(topic + "Policy").path("PolicyDocument").path("Statement")) {
            if (statement.path("Effect").textValue().equals("Allow")) {
                publishers.addAll(
                        DeployedStage.texts(statement.path("Principal").path("AWS")));
                publishers.addAll(
                        DeployedStage.texts(statement.path("Principal").path("Service")));
                assertThat(DeployedStage.texts(statement.path("Action"))).containsExactly("sns:Publish");
            }
        }
        return publishers;
    }
}
