package com.rezagent.schedules.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.StoredJson;
import com.rezagent.schedules.record.Register;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.Stamp;

/**
 * The placement register: the group that a schedule is in.
 *
 * @param initial the group that the create of this incarnation named; it has no stamp of its own. In a tombstone, the group
 *     that the schedule was in when it was deleted
 * @param moved the register as the last move wrote it; see {@link Lifecycle#group} for the effective value
 * @param isStored whether the stored record has the placement of this incarnation, which an earlier release does not write
 */
public record Placement(ResourceName initial, Register<ResourceName> moved, boolean isStored) {
    /** The placement of a record that an earlier release has written. */
    static final Placement NOT_STORED =
            new Placement(ResourceName.DEFAULT_GROUP, Register.unwritten(ResourceName.DEFAULT_GROUP), false);

    /** The placement in the default group. */
    public static final Placement DEFAULT = NOT_STORED.stored();

    Placement stored() {
        return new Placement(initial, moved, true);
    }

    Placement withInitial(ResourceName group) {
        return new Placement(group, moved, true);
    }

    /** Returns a copy whose initial group is this one, once the move that led to it does not count any more. */
    Placement keeping(ResourceName group) {
        return new Placement(group, moved, isStored);
    }

    Placement movedTo(ResourceName group, Stamp stamp) {
        return new Placement(initial, moved.write(group, stamp), true);
    }

    /** Returns the group; the initial one unless a move is later than the latest delete. */
    ResourceName group(Stamp deleted) {
        return moved.isLaterThan(deleted) ? moved.value() : initial;
    }

    /** Returns the stored form. */
    ObjectNode write(String incarnation) {
        ObjectNode json = Json.object();
        json.put("incarnation", incarnation);
        json.put("initial", initial.value());
        json.put("moved", moved.value().value());
        json.put("moved_stamp", moved.stamp().text());
        return json;
    }

    /**
     * Reads the stored form.
     *
     * @param json not an object if the record has none
     * @param incarnation of the record; if it differs, an earlier release has created the schedule again since
     */
    static Placement read(JsonNode json, String incarnation) {
        if (!json.isObject()) {
            return NOT_STORED;
        }
        boolean isSameIncarnation = StoredJson.text(json, "incarnation").equals(incarnation);
        return new Placement(
                isSameIncarnation ? new ResourceName(StoredJson.text(json, "initial")) : ResourceName.DEFAULT_GROUP,
                new Register<>(
                        new ResourceName(StoredJson.text(json, "moved")),
                        Stamp.parse(StoredJson.text(json, "moved_stamp"))),
                isSameIncarnation);
    }
}
