package com.rezagent.schedules.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.record.ResourceName;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The forms of ids and of names of resources, which are checked without a pattern: here they are compared with one. */
class ScheduleIdTest {
    private static final Pattern ID = Pattern.compile("[0-9a-zA-Z_.-]{1,64}");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?");

    private static List<String> texts() {
        List<String> texts =
                new ArrayList<>(List.of("", "a-b", "default2", "a".repeat(64), "a".repeat(65), "a-".repeat(32)));
        for (char c = 0; c < 300; c++) {
            texts.add("" + c);
            texts.add("a" + c + "b");
            texts.add(c + "b");
            texts.add("a" + c);
        }
        return texts;
    }

    @Test
    void an_id_has_1_to_64_characters_of_its_alphabet() {
        for (String text : texts()) {
            assertThat(ScheduleId.tryParse(text).isPresent())
                    .as(text)
                    .isEqualTo(ID.matcher(text).matches());
        }
        assertThatThrownBy(() -> new ScheduleId("a b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_name_has_1_to_64_characters_and_begins_and_ends_with_a_letter_or_digit() {
        for (String text : texts()) {
            assertThat(ResourceName.tryParse(text).isPresent())
                    .as(text)
                    .isEqualTo(NAME.matcher(text).matches());
        }
        assertThatThrownBy(() -> new ResourceName("-a")).isInstanceOf(IllegalArgumentException.class);
    }
}
