package com.rezagent.schedules.simulation;

import com.rezagent.schedules.group.GroupAction;
import com.rezagent.schedules.simulation.ReferenceModel.ModelPause;
import com.rezagent.schedules.simulation.ReferenceModel.Response;
import com.rezagent.schedules.simulation.ReferenceModel.Result;
import com.rezagent.schedules.simulation.ReferenceModel.Stamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * An executable model of the rules for one group's registers: existence, settings and pause. Like {@link ReferenceModel}
 * it is written from the text of the rules and shares no code with the system.
 */
final class GroupReferenceModel implements OrderComparison.ComparedModel<GroupCommandSpec> {
    /** "Put, resume, pause, delete": the ranks order commands of the same instant. */
    private static final List<GroupAction> RANKS =
            List.of(GroupAction.PUT_GROUP, GroupAction.RESUME_GROUP, GroupAction.PAUSE_GROUP, GroupAction.DELETE_GROUP);

    private final boolean isDefault;

    /** Whether a schedule that is not deleted is in the group, at the time of the decision. */
    private final BooleanSupplier hasMembers;

    private Stamp createStamp = Stamp.NONE;
    private Stamp deleteStamp = Stamp.NONE;
    private String settings = "";
    private Stamp settingsStamp = Stamp.NONE;
    private Optional<ModelPause> pause = Optional.empty();
    private Stamp pauseStamp = Stamp.NONE;
    private long version;
    private final Map<String, Response> outcomes = new HashMap<>();

    GroupReferenceModel(boolean isDefault, BooleanSupplier hasMembers) {
        this.isDefault = isDefault;
        this.hasMembers = hasMembers;
    }

    /** Returns whether it exists. "default is returned before its first PUT and can't be deleted." */
    boolean exists() {
        return isDefault || deleteStamp.isBefore(createStamp);
    }

    /** "A pause or resume counts while its stamp is later than the latest delete." */
    Optional<ModelPause> pause() {
        return deleteStamp.isBefore(pauseStamp) ? pause : Optional.empty();
    }

    String settings() {
        return settings;
    }

    long version() {
        return version;
    }

    @Override
    public String endState(Instant now) {
        if (!exists()) {
            return createStamp == Stamp.NONE ? "none" : "deleted";
        }
        return "exists " + settings + " "
                + pause().filter(it -> !it.isOver(now))
                        .map(it -> (it.since().isAfter(now) ? "from " + it.since() : "") + " until " + it.until());
    }

    private boolean hasRecord() {
        return version > 0 || createStamp != Stamp.NONE || pauseStamp != Stamp.NONE;
    }

    /** Delivers a command; see {@link ReferenceModel#deliver}. */
    @Override
    public Response deliver(GroupCommandSpec command, Instant now) {
        Response before = outcomes.get(command.id());
        if (before != null) {
            return before;
        }
        Response response = decide(command, now);
        if (hasRecord() && response.result() != Result.DEFERRED) {
            outcomes.put(command.id(), response);
        }
        return response;
    }

    static Stamp stamp(GroupCommandSpec command) {
        return new Stamp(command.issuedAt(), RANKS.indexOf(command.action()), command.id(), false);
    }

    /** Decides and applies a command that was not decided before. */
    Response decide(GroupCommandSpec command, Instant now) {
        if (command.issuedAt().isBefore(now.minus(ReferenceModel.MAX_COMMAND_AGE))) {
            return Response.refused("");
        }
        return switch (command.action()) {
            case PUT_GROUP -> put(command);
            case PAUSE_GROUP, RESUME_GROUP -> ifExists(command, now);
            case DELETE_GROUP -> delete(command, now);
        };
    }

    /** "A deleted resource is not found; PUT creates it anew." */
    private Response put(GroupCommandSpec command) {
        Stamp stamp = stamp(command);
        boolean isOfEarlierLife = stamp.isBefore(deleteStamp);
        boolean begins = !exists() && !isOfEarlierLife;
        createStamp = Stamp.later(createStamp, stamp);
        if (isOfEarlierLife) {
            return Response.of(Result.STALE);
        }
        if (!begins && stamp.isBefore(settingsStamp)) {
            return Response.of(Result.STALE);
        }
        boolean isChange = begins || version == 0 || !settings.equals(command.title());
        settings = command.title();
        settingsStamp = stamp;
        version += isChange ? 1 : 0;
        return Response.of(isChange ? Result.APPLIED : Result.UNCHANGED);
    }

    private Response ifExists(GroupCommandSpec command, Instant now) {
        Stamp stamp = stamp(command);
        if (stamp.isBefore(deleteStamp)) {
            return Response.of(Result.STALE);
        }
        if (!exists()) {
            return notFound(command, now);
        }
        if (stamp.isBefore(pauseStamp)) {
            return Response.of(Result.STALE);
        }
        Instant at = ReferenceModel.min(command.issuedAt(), now);
        if (command.action() == GroupAction.RESUME_GROUP) {
            return write(pause().map(it -> it.resumed(at)), stamp);
        }
        Instant from = command.from();
        Instant until = command.until();
        boolean isPast = from != null && !from.isAfter(at) || until != null && !until.isAfter(at);
        if (isPast || from != null && until != null && !from.isBefore(until)) {
            return Response.refused("invalid_until");
        }
        Instant since = from == null ? at : from;
        return write(Optional.of(ModelPause.requested(pause(), since, until, "", at)), stamp);
    }

    private Response write(Optional<ModelPause> next, Stamp stamp) {
        Optional<ModelPause> before = pause();
        pause = next;
        pauseStamp = stamp;
        boolean isChange = !before.equals(next);
        version += isChange ? 1 : 0;
        return Response.of(isChange ? Result.APPLIED : Result.UNCHANGED);
    }

    private Response delete(GroupCommandSpec command, Instant now) {
        Stamp stamp = stamp(command);
        if (isDefault) {
            return Response.refused("group_protected");
        }
        if (createStamp == Stamp.NONE) {
            return notFound(command, now);
        }
        Optional<ModelPause> pauseBefore = pause();
        if (stamp.isBefore(createStamp)) {
            boolean existed = exists();
            deleteStamp = Stamp.later(deleteStamp, stamp);
            version += existed && !pauseBefore.equals(pause()) ? 1 : 0;
            return Response.of(Result.OVERTAKEN);
        }
        boolean existed = exists();
        if (existed && hasMembers.getAsBoolean()) {
            return ReferenceModel.deferOrRefuse(command, now, "group_not_empty");
        }
        deleteStamp = Stamp.later(deleteStamp, stamp);
        version += existed ? 1 : 0;
        return Response.of(existed ? Result.APPLIED : Result.UNCHANGED);
    }

    private static Response notFound(GroupCommandSpec command, Instant now) {
        return ReferenceModel.deferOrRefuse(command, now, "group_not_found");
    }
}
