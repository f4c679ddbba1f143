package com.rezagent.schedules.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.error.TransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptimisticUpdateTest {
    private final OptimisticUpdate update = new OptimisticUpdate(3, "It kept changing");
    private final List<Integer> attempts = new ArrayList<>();

    @Test
    void returns_the_first_result() {
        String result = update.run(number -> {
            attempts.add(number);
            return number == 2 ? Optional.of("written") : Optional.empty();
        });

        assertThat(result).isEqualTo("written");
        assertThat(attempts).containsExactly(1, 2);
    }

    @Test
    void is_contended_after_the_last_attempt() {
        assertThatThrownBy(() -> update.run(() -> {
                    attempts.add(0);
                    return Optional.empty();
                }))
                .isInstanceOfSatisfying(TransientException.class, it -> {
                    assertThat(it.reason()).isEqualTo(TransientException.Reason.CONTENDED);
                    assertThat(it).hasMessageContaining("It kept changing");
                });
        assertThat(attempts).hasSize(3);
    }
}
