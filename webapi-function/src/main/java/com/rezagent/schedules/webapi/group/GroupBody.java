package com.rezagent.schedules.webapi.group;

import com.rezagent.schedules.command.CommandFields;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.group.GroupJson;
import com.rezagent.schedules.group.GroupSettings;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.webapi.http.HttpRequest;
import com.rezagent.schedules.webapi.http.JsonBody;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a PUT. It may have the read-only fields that a read returns.
 *
 * @param status the value of {@code status}, if there is one. A PUT refuses a status that it would not bring about
 */
record GroupBody(GroupSettings settings, @Nullable String reason, Optional<String> status) {
    private static final Set<String> READ_ONLY = Set.of(
            "paused_from",
            "paused_until",
            "pause_reason",
            "paused_by",
            "counts",
            "version",
            "created_by",
            "created_at",
            "updated_at",
            "warnings",
            "command_id");
    private static final Set<String> STATUSES =
            Set.of(Status.ACTIVE.text(), Status.PAUSED.text(), Status.DELETED.text());

    /**
     * Reads the body of a request.
     *
     * @param group the group that the path names
     * @throws com.rezagent.schedules.error.RefusedException as {@link JsonBody#read}, and listing each error in a field
     */
    static GroupBody read(HttpRequest request, ResourceName group) {
        ValidationErrors errors = new ValidationErrors();
        ObjectReader reader = new ObjectReader(JsonBody.read(request, READ_ONLY), errors);
        String named = reader.string("group");
        if (named != null && !named.equals(group.value())) {
            errors.field(
                    "group", "is not " + group + ", which the path names; a group can't be renamed, so leave it out");
        }
        GroupSettings settings = GroupJson.settings(reader, errors);
        String reason = CommandFields.reason(reader);
        String status = reader.string("status");
        if (status != null && !STATUSES.contains(status)) {
            errors.add(
                    ErrorCode.INVALID_REQUEST,
                    "The request is invalid",
                    "status: is not the status of a group; leave it out");
        }
        reader.ignore(READ_ONLY);
        reader.refuseUnknown();
        errors.throwIfAny();
        return new GroupBody(settings, reason, Optional.ofNullable(status));
    }
}
