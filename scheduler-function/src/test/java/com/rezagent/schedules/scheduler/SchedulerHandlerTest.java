package com.rezagent.schedules.scheduler;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.aws.AwsClients;
import com.rezagent.schedules.config.InvalidEnvironmentException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchedulerHandlerTest {
    @Test
    void invalid_environment_fails_at_the_start_with_every_mistake() {
        Map<String, String> environment = Map.of("STAGE", "Dev!", "FUNCTION_TIMEOUT_SECONDS", "900");
        try (AwsClients clients = new AwsClients()) {
            assertThatThrownBy(() -> SchedulerWiring.of(environment, clients, line -> {}))
                    .isInstanceOf(InvalidEnvironmentException.class)
                    .hasMessageContainingAll(
                            "STAGE",
                            "FUNCTION_TIMEOUT_SECONDS",
                            "SCHEDULES_TABLE",
                            "EXECUTIONS_TABLE",
                            "RESOURCES_TABLE",
                            "CHANGES_TABLE",
                            "SCHEDULE_CREATION_TOPIC_ARN",
                            "SCHEDULE_GROUP",
                            "SCHEDULER_ROLE_ARN");
        }
    }
}
