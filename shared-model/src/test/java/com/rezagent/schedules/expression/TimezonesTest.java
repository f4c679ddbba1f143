package com.rezagent.schedules.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimezonesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "Etc/UTC",
                "Etc/GMT+5",
                "GMT",
                "America/New_York",
                "America/Argentina/ComodRivadavia",
                "US/Eastern",
                "EST5EDT",
                "CET",
                "Asia/Calcutta",
                "Europe/Kyiv",
                "Australia/Lord_Howe",
                "Zulu"
            })
    void iana_region_ids_and_their_backward_links_are_accepted(String id) {
        assertThat(Timezones.parse(id)).isEqualTo(ZoneId.of(id));
        assertThat(Timezones.ids()).contains(id);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            america/new_york    | did you mean America/New_York?
            AMERICA/NEW_YORK    | did you mean America/New_York?
            America/New York    | did you mean America/New_York?
            America/NewYork     | did you mean America/New_York?
            America/NewYrk      | did you mean America/New_York?
            Etc/GMT+            | did you mean Etc/GMT?
            America/New_Yrok    | did you mean America/New_York?
            New_York            | did you mean America/New_York?
            new york            | did you mean America/New_York?
            Europe/Berln        | did you mean Europe/Berlin?
            berlin              | did you mean Europe/Berlin?
            Tokio               | did you mean Asia/Tokyo?
            utc                 | did you mean UTC?
            Z                   | did you mean UTC?
            UTC+1               | an offset is not a timezone, write a place such as Europe/Berlin, or Etc/GMT-1, whose sign is the other way round
            GMT-5               | an offset is not a timezone, write a place such as Europe/Berlin, or Etc/GMT+5, whose sign is the other way round
            +01:00              | an offset is not a timezone, write a place such as Europe/Berlin, or Etc/GMT-1, whose sign is the other way round
            -0800               | an offset is not a timezone, write a place such as Europe/Berlin, or Etc/GMT+8, whose sign is the other way round
            +14                 | an offset is not a timezone, write a place such as Europe/Berlin, or Etc/GMT-14, whose sign is the other way round
            -12                 | an offset is not a timezone, write a place such as Europe/Berlin, or Etc/GMT+12, whose sign is the other way round
            -13                 | an offset is not a timezone, write a place such as Asia/Kolkata or Europe/Berlin, or UTC
            +15                 | an offset is not a timezone, write a place such as Asia/Kolkata or Europe/Berlin, or UTC
            UTC+05:30           | an offset is not a timezone, write a place such as Asia/Kolkata or Europe/Berlin, or UTC
            +00:00              | an offset is not a timezone, write a place such as Asia/Kolkata or Europe/Berlin, or UTC
            Local               | write one such as America/New_York, Europe/Berlin or UTC
            America/New_York2   | did you mean America/New_York?
            utc/                | did you mean UTC?
            SystemV/EST5EDT     | write one such as America/New_York, Europe/Berlin or UTC
            America/Atlantis    | write one such as America/New_York, Europe/Berlin or UTC
            UTC-11              | an offset is not a timezone, write a place such as Europe/Berlin, or Etc/GMT+11, whose sign is the other way round
            Mars/Olympus_Mons   | write one such as America/New_York, Europe/Berlin or UTC
            """)
    void anything_else_is_refused_with_a_hint(String text, String hint) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> Timezones.parse(text));
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_TIMEZONE);
        assertThat(refused).hasMessage("Timezone is invalid");
        assertThat(refused.details())
                .containsExactly("timezone: " + text + " is not an IANA timezone id in timezone data "
                        + Timezones.dataVersion() + "; " + hint);
    }

    @Test
    void the_data_version_is_an_iana_release() {
        assertThat(Timezones.dataVersion()).matches("20\\d\\d[a-z]{1,2}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            EST     | America/New_York or America/Panama, which has the same offset all year
            est     | America/New_York or America/Panama, which has the same offset all year
            MST     | America/Denver or America/Phoenix, which has the same offset all year
            HST     | Pacific/Honolulu
            PST     | America/Los_Angeles or Asia/Manila
            CST     | America/Chicago, America/Havana or Asia/Shanghai
            IST     | Asia/Kolkata, Europe/Dublin or Asia/Jerusalem
            AEST    | Australia/Sydney or Australia/Brisbane, which has the same offset all year
            """)
    void abbreviations_are_refused_with_places_to_choose_from(String text, String places) {
        assertThat(refusal(text))
                .isEqualTo("timezone: " + text + " is an abbreviation of an offset, not a place; write " + places);
    }

    @ParameterizedTest
    @CsvSource({"US/Pacific-New, America/Los_Angeles", "us/pacific-new, America/Los_Angeles", "ROC, Asia/Taipei"})
    void old_names_are_refused_with_the_current_id(String text, String id) {
        assertThat(refusal(text))
                .isEqualTo("timezone: " + text + " is an old name that newer timezone data leaves out; write " + id);
    }

    @ParameterizedTest
    @CsvSource({
        "Eastern Standard Time, America/New_York",
        "eastern standard time, America/New_York",
        "Eastern Daylight Time, America/New_York",
        "Pacific Standard Time, America/Los_Angeles",
        "W. Europe Standard Time, Europe/Berlin",
        "India Standard Time, Asia/Kolkata",
        "Central Standard Time (Mexico), America/Mexico_City",
        "Russia Time Zone 10, Asia/Srednekolymsk"
    })
    void windows_names_are_refused_with_the_id_from_cldr(String text, String id) {
        assertThat(refusal(text)).isEqualTo("timezone: " + text + " is a Windows timezone name; write " + id);
    }

    @Test
    void every_id_that_a_hint_suggests_is_valid() {
        assertThat(WindowsTimezones.all()).hasSizeGreaterThan(120).allSatisfy(it -> {
            assertThat(Timezones.ids()).contains(it.getValue());
            assertThat(refusal(it.getKey())).endsWith("; write " + it.getValue());
        });
        assertThat(TimezoneHint.suggestions()).hasSizeGreaterThan(20).isSubsetOf(Timezones.ids());
    }

    private static String refusal(String text) {
        return catchThrowableOfType(RefusedException.class, () -> Timezones.parse(text))
                .joinedDetails();
    }

    @Test
    void a_timezone_has_at_most_50_characters() {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> Timezones.parse("x".repeat(51)));
        assertThat(refused.details()).containsExactly("timezone: at most 50 characters, this has 51");
        assertThat(catchThrowableOfType(RefusedException.class, () -> Timezones.parse("x".repeat(50)))
                        .joinedDetails())
                .contains("is not an IANA timezone id");
    }

    @Test
    void an_empty_timezone_is_refused() {
        assertThat(refusal(""))
                .isEqualTo("timezone: is empty; leave it out for UTC, or write an IANA timezone id such as"
                        + " America/New_York");
    }

    @ParameterizedTest
    @CsvSource({"' UTC', UTC", "'America/New_York ', America/New_York", "' America/New_York\t', America/New_York"})
    void white_space_around_an_id_is_refused(String text, String id) {
        assertThat(refusal(text))
                .isEqualTo("timezone: " + id + " is an IANA timezone id; remove the white space around it");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\t\n"})
    void a_blank_timezone_is_refused(String text) {
        assertThat(catchThrowableOfType(RefusedException.class, () -> Timezones.parse(text))
                        .joinedDetails())
                .isEqualTo("timezone: a blank value is not an IANA timezone id in timezone data "
                        + Timezones.dataVersion() + "; write one such as America/New_York, Europe/Berlin or UTC");
    }

    @Test
    void unprintable_characters_are_quoted() {
        assertThat(catchThrowableOfType(RefusedException.class, () -> Timezones.parse("a\nb"))
                        .joinedDetails())
                .contains("a\\u000ab");
    }

    @Test
    void every_accepted_id_is_a_region_within_the_length_limit() {
        assertThat(Timezones.ids()).hasSizeGreaterThan(500).allSatisfy(id -> {
            assertThat(id).hasSizeLessThanOrEqualTo(Timezones.MAX_LENGTH).doesNotStartWith("SystemV/");
            assertThat(Timezones.parse(id).getId()).isEqualTo(id);
        });
    }
}
