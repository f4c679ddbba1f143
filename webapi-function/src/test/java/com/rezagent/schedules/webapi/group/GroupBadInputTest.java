package com.rezagent.schedules.webapi.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invalid requests about groups: the error says what is wrong and what to do, and nothing is published. */
class GroupBadInputTest {
    private final FakeStage stage = new FakeStage();
    private final GroupRequests groups = new GroupRequests(stage);

    /** Columns: request, body, status, code, part of the details. {@code L200} etc. are texts of that many characters. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            PUT /api/groups/Billing             | {}                                      | 400 | invalid_group     | must have 1 to 64 of a-z
            PUT /api/groups/-billing            | {}                                      | 400 | invalid_group     | begin and end with a letter or digit
            PUT /api/groups/a%20b               | {}                                      | 400 | invalid_group     | must have 1 to 64 of a-z
            PUT /api/groups/L65                 | {}                                      | 400 | invalid_group     | must have 1 to 64 of a-z
            PUT /api/groups/import              | {}                                      | 400 | invalid_group     | import is a reserved word; choose another name
            PUT /api/groups/export              | {}                                      | 400 | invalid_group     | reserved word
            PUT /api/groups/preview             | {}                                      | 400 | invalid_group     | reserved word
            PUT /api/groups/explain             | {}                                      | 400 | invalid_group     | reserved word
            PUT /api/groups/actions             | {}                                      | 405 | method_not_allowed | Use one of OPTIONS, POST
            GET /api/groups/Billing             | -                                       | 400 | invalid_group     | must have
            DELETE /api/groups/Billing          | -                                       | 400 | invalid_group     | must have
            POST /api/groups/Billing/pause      | {}                                      | 400 | invalid_group     | must have
            POST /api/groups/Billing/resume     | {}                                      | 400 | invalid_group     | must have
            GET /api/groups/absent              | -                                       | 404 | group_not_found   | PUT /api/groups/absent
            DELETE /api/groups/absent           | -                                       | 404 | group_not_found   | PUT /api/groups/absent
            POST /api/groups/absent/pause       | {}                                      | 404 | group_not_found   | PUT /api/groups/absent
            POST /api/groups/absent/resume      | {}                                      | 404 | group_not_found   | PUT /api/groups/absent
            DELETE /api/groups/default          | -                                       | 409 | group_protected   | move them
            PUT /api/groups/billing             | -                                       | 400 | invalid_json      | empty
            PUT /api/groups/billing             | []                                      | 400 | invalid_json      | object
            PUT /api/groups/billing             | {"colour":"red"}                        | 400 | invalid_request   | colour: unknown field; allowed fields are defaults, description, group, notify, reason, status, title
            PUT /api/groups/billing             | {"calendars":["holidays"]}              | 400 | invalid_request   | calendars: unknown field
            PUT /api/groups/billing             | {"condition":{}}                        | 400 | invalid_request   | condition: unknown field
            PUT /api/groups/billing             | {"grants":[]}                           | 400 | invalid_request   | grants: unknown field
            PUT /api/groups/billing             | {"defaults":{"run_policy":{}}}          | 400 | invalid_request   | defaults.run_policy: unknown field
            PUT /api/groups/billing             | {"group":"other"}                       | 400 | invalid_request   | group: is not billing, which the path names
            PUT /api/groups/billing             | {"group":7}                             | 400 | invalid_request   | group: must be a string
            PUT /api/groups/billing             | {"status":"paused"}                     | 400 | invalid_request   | POST /api/groups/billing/pause
            PUT /api/groups/billing             | {"status":"asleep"}                     | 400 | invalid_request   | status: is not the status of a group
            PUT /api/groups/absent              | {"status":"paused"}                     | 400 | invalid_request   | POST /api/groups/absent/pause
            PUT /api/groups/billing             | {"title":"L201"}                        | 400 | invalid_request   | title: must have at most 200 characters
            PUT /api/groups/billing             | {"title":7}                             | 400 | invalid_request   | title: must be a string
            PUT /api/groups/billing             | {"description":"L1001"}                 | 400 | invalid_request   | description: must have at most 1,000 characters
            PUT /api/groups/billing             | {"reason":"L201"}                       | 400 | invalid_request   | reason: must have at most 200 characters
            PUT /api/groups/billing             | {"defaults":[]}                         | 400 | invalid_request   | defaults: must be a JSON object
            PUT /api/groups/billing             | {"defaults":{"payload":{}}}             | 400 | invalid_request   | defaults.payload: unknown field; allowed fields are retry_policy, timezone
            PUT /api/groups/billing             | {"defaults":{"timezone":"Mars/Olympus"}} | 400 | invalid_timezone | Mars/Olympus is not an IANA timezone
            PUT /api/groups/billing             | {"defaults":{"retry_policy":{"maximum_retry_attempts":186}}} | 400 | invalid_request | must be from 0 to 185
            PUT /api/groups/billing             | {"defaults":{"retry_policy":{"attempts":1}}} | 400 | invalid_request | attempts: unknown field
            PUT /api/groups/billing             | {"notify":10}                           | 400 | invalid_request   | notify: must be a JSON object
            PUT /api/groups/billing             | {"notify":{"after_failures":0}}         | 400 | invalid_request   | after_failures: must be from 1 to 100
            PUT /api/groups/billing             | {"notify":{"after_failures":101}}       | 400 | invalid_request   | after_failures: must be from 1 to 100
            PUT /api/groups/billing             | {"notify":{"after_failures":"3"}}       | 400 | invalid_request   | after_failures: must be a whole number
            PUT /api/groups/billing             | {"notify":{"after_failures":1.5}}       | 400 | invalid_request   | after_failures: must be a whole number
            PUT /api/groups/billing             | {"notify":{"every":3}}                  | 400 | invalid_request   | notify.every: unknown field; allowed fields are after_failures
            DELETE /api/groups/billing          | {"reason":"r"}                          | 400 | invalid_request   | reason: unknown field
            DELETE /api/groups/billing?reason=  | -                                       | 400 | invalid_request   | reason: must not be empty
            DELETE /api/groups/billing?reason=L201 | -                                    | 400 | invalid_request   | reason: must have at most 200 characters
            GET /api/groups?limit=0             | -                                       | 400 | invalid_request   | limit: must be a whole number from 1 to 100
            GET /api/groups?limit=101           | -                                       | 400 | invalid_request   | limit: must be a whole number from 1 to 100
            GET /api/groups?next_token=x        | -                                       | 400 | invalid_request   | next_token: does not belong to this list
            GET /api/groups?status=paused       | -                                       | 400 | invalid_request   | status: unknown parameter
            POST /api/groups/billing/pause      | {"until":"2025-11-06T20:00:00Z"}        | 400 | invalid_until     | until: 2025-11-06T20:00:00Z is not in the future
            POST /api/groups/billing/pause      | {"from":"2025-11-06T19:00:00Z"}         | 400 | invalid_until     | from: 2025-11-06T19:00:00Z is not in the future
            POST /api/groups/billing/pause      | {"from":"2025-12-02T00:00:00Z","until":"2025-12-01T00:00:00Z"} | 400 | invalid_until | until: must be after from
            POST /api/groups/billing/pause      | {"from":"2025-12-02T00:00:00Z","until":"2025-12-02T00:00:00Z"} | 400 | invalid_until | until: must be after from
            POST /api/groups/billing/pause      | {"until":"2036-11-06T20:00:00Z"}        | 400 | invalid_until     | until: must be at most 10 years ahead
            POST /api/groups/billing/pause      | {"from":"2036-11-06T20:00:00Z"}         | 400 | invalid_until     | from: must be at most 10 years ahead
            POST /api/groups/billing/pause      | {"until":"2025-12-01T00:00:00.5Z"}      | 400 | invalid_until     | until: must be in whole seconds
            POST /api/groups/billing/pause      | {"until":"Monday"}                      | 400 | invalid_until     | until: must be an RFC 3339 time
            POST /api/groups/billing/pause      | {"until":7}                             | 400 | invalid_until     | until: must be a string
            POST /api/groups/billing/pause      | {"reason":"L201"}                       | 400 | invalid_request   | reason: must have at most 200 characters
            POST /api/groups/billing/pause      | {"for":"2h"}                            | 400 | invalid_request   | for: unknown field; allowed fields are from, reason, until
            POST /api/groups/billing/resume     | {"until":"2025-12-01T00:00:00Z"}        | 400 | invalid_request   | until: unknown field; allowed fields are reason
            POST /api/groups/billing/resume     | {"reason":"L201"}                       | 400 | invalid_request   | reason: must have at most 200 characters
            POST /api/groups/actions            | -                                       | 400 | invalid_json      | empty
            POST /api/groups/actions            | {"groups":["billing"]}                  | 400 | invalid_request   | action: use pause or resume
            POST /api/groups/actions            | {"action":"delete","groups":["billing"]} | 400 | invalid_request  | action: use pause or resume
            POST /api/groups/actions            | {"action":"pause"}                      | 400 | invalid_request   | groups: must be a list of 1 to 100 names
            POST /api/groups/actions            | {"action":"pause","groups":[]}          | 400 | invalid_request   | groups: must be a list of 1 to 100 names
            POST /api/groups/actions            | {"action":"pause","groups":"*"}         | 400 | invalid_request   | groups: must be a list of 1 to 100 names
            POST /api/groups/actions            | {"action":"pause","groups":[7]}         | 400 | invalid_request   | groups: each must be a string
            POST /api/groups/actions            | {"action":"pause","groups":["billing","billing"]} | 400 | invalid_request | groups: billing is there twice
            POST /api/groups/actions            | {"action":"pause","groups":["*","billing"]} | 400 | invalid_group | must have 1 to 64
            POST /api/groups/actions            | {"action":"pause","groups":["billing","Bad"]} | 400 | invalid_group | must have 1 to 64
            POST /api/groups/actions            | {"action":"pause","groups":["billing"],"until":"2025-11-06T19:00:00Z"} | 400 | invalid_until | is not in the future
            POST /api/groups/actions            | {"action":"pause","groups":["billing"],"from":"2025-12-01T00:00:00Z"} | 400 | invalid_request | from: unknown field; allowed fields are action, groups, reason, until
            POST /api/groups/actions            | {"action":"resume","groups":["billing"],"until":"2025-12-01T00:00:00Z"} | 400 | invalid_request | until: unknown field; allowed fields are action, groups, reason
            POST /api/groups/actions            | {"action":"pause","groups":["billing"],"reason":"L201"} | 400 | invalid_request | reason: must have at most 200 characters
            """)
    void an_invalid_request_is_refused_and_nothing_is_published(
            String request, String body, int status, String code, String detail) {
        groups.put("{}");
        stage.topics.clear();
        String[] parts = filled(request).split(" ", 2);
        Request sent = Request.of(parts[0], parts[1]);

        refused(stage.send(body == null ? sent : sent.json(filled(body))), status, code, detail);
    }

    private static String filled(String text) {
        return text.replace("L1001", "x".repeat(1_001))
                .replace("L201", "x".repeat(201))
                .replace("L65", "x".repeat(65));
    }

    private void refused(Response response, int status, String code, String detail) {
        response.assertError(status, code, detail);
        assertThat(response.text("message")).isNotBlank();
        assertThat(stage.topics.published()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            If-None-Match | "billing-1"    | 400 | invalid_request  | If-None-Match: must be *
            If-None-Match | *              | 412 | version_conflict | If-None-Match: billing exists
            If-Match      | billing-1      | 400 | invalid_request  | If-Match: must be a list of entity tags
            If-Match      | "other-1"      | 412 | version_conflict | If-Match: is not the current ETag
            """)
    void a_condition_that_does_not_hold_is_refused(
            String header, String value, int status, String code, String detail) {
        groups.put("{}");
        stage.topics.clear();

        refused(
                stage.send(Request.put(GroupRequests.BILLING)
                        .json("{\"title\":\"Other\"}")
                        .header(header, value)),
                status,
                code,
                detail);
    }

    @Test
    void both_conditions_together_are_refused() {
        Request put = Request.put(GroupRequests.BILLING).json("{}").header("If-Match", "*");

        refused(stage.send(put.header("If-None-Match", "*")), 400, "invalid_request", "can't be combined");
    }

    @Test
    void texts_of_the_longest_length_are_accepted_in_characters() {
        String title = "🏌".repeat(200);
        Response response = groups.put("{\"title\":\"" + title + "\",\"description\":\"" + "x".repeat(1_000)
                + "\",\"reason\":\"" + title + "\"}");

        assertThat(response.text("title")).isEqualTo(title);
        assertThat(groups.pause("{\"reason\":\"" + title + "\",\"until\":\"2035-11-06T20:00:00Z\"}")
                        .text("pause_reason"))
                .isEqualTo(title);
    }

    @Test
    void more_than_a_hundred_names_are_refused() {
        StringBuilder names = new StringBuilder("\"g0\"");
        for (int i = 1; i <= 100; i++) {
            names.append(",\"g").append(i).append('"');
        }

        refused(
                groups.act("{\"action\":\"pause\",\"groups\":[" + names + "]}"),
                400,
                "invalid_request",
                "groups: must be a list of 1 to 100 names");
    }

    @Test
    void a_group_with_members_is_not_deleted() {
        groups.put("{}");
        groups.member("member");
        stage.topics.clear();

        refused(groups.delete(), 409, "group_not_empty", "GET /api/schedules?group=billing lists them");
    }

    @Test
    void the_group_beyond_the_limit_is_not_created() {
        stage.fillWithGroups();

        refused(groups.put("{}"), 409, "too_many_groups", "at most 1,000 groups; delete one");
        assertThat(stage.put("/api/groups/filler-7", "{\"title\":\"t\"}").status())
                .isEqualTo(200);
    }
}
