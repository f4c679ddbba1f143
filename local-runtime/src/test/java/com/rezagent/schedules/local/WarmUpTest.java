package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    @Test
    void a_warm_up_create_passes_through_the_whole_system() throws IOException, InterruptedException {
        assertThat(WarmUp.run()).isEqualTo(201);
    }
}
