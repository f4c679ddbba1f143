package com.rezagent.schedules.group;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.plan.NoticePolicy;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.ScheduleJson;
import java.time.ZoneId;

/** The settings of a group as JSON, in requests, commands and responses. */
public final class GroupJson {
    private static final int MAX_TITLE = 200;
    private static final int MAX_DESCRIPTION = 1_000;

    private GroupJson() {}

    /** Reads {@code title}, {@code description}, {@code defaults} and {@code notify}; one that is absent has no value. */
    public static GroupSettings settings(ObjectReader reader, ValidationErrors errors) {
        String title = reader.text("title", MAX_TITLE);
        String description = reader.text("description", MAX_DESCRIPTION);
        ObjectReader defaults = reader.nested("defaults");
        ObjectReader notices = reader.nested("notify");
        return new GroupSettings(
                title,
                description,
                defaults == null ? DefinitionDefaults.NONE : defaults(defaults, errors),
                notices == null ? NoticePolicy.DEFAULT : notices(notices));
    }

    private static DefinitionDefaults defaults(ObjectReader reader, ValidationErrors errors) {
        ZoneId timezone = reader.has("timezone") ? DefinitionReader.timezone(reader, errors) : null;
        reader.known("timezone");
        RetryPolicy policy =
                reader.has("retry_policy") ? DefinitionReader.retryPolicy(reader, RetryPolicy.DEFAULT) : null;
        reader.known("retry_policy");
        reader.refuseUnknown();
        return new DefinitionDefaults(timezone, policy);
    }

    private static NoticePolicy notices(ObjectReader reader) {
        Integer after =
                reader.integer("after_failures", NoticePolicy.MIN_AFTER_FAILURES, NoticePolicy.MAX_AFTER_FAILURES);
        reader.refuseUnknown();
        return after == null ? NoticePolicy.DEFAULT : new NoticePolicy(after);
    }

    /** Returns the settings that have a value. */
    public static ObjectNode settings(GroupSettings settings) {
        ObjectNode json = Json.object();
        if (settings.title() != null) {
            json.put("title", settings.title());
        }
        if (settings.description() != null) {
            json.put("description", settings.description());
        }
        if (!settings.defaults().equals(DefinitionDefaults.NONE)) {
            json.set("defaults", defaults(settings.defaults()));
        }
        if (!settings.notices().equals(NoticePolicy.DEFAULT)) {
            json.set("notify", notices(settings.notices()));
        }
        return json;
    }

    /** Returns every field of {@code notify}. */
    public static ObjectNode notices(NoticePolicy policy) {
        return Json.object().put("after_failures", policy.afterFailures());
    }

    /** Returns the defaults that have a value. */
    public static ObjectNode defaults(DefinitionDefaults defaults) {
        ObjectNode json = Json.object();
        ZoneId timezone = defaults.timezone();
        if (timezone != null) {
            json.put("timezone", timezone.getId());
        }
        RetryPolicy policy = defaults.retryPolicy();
        if (policy != null) {
            json.set("retry_policy", ScheduleJson.retryPolicy(policy));
        }
        return json;
    }
}
