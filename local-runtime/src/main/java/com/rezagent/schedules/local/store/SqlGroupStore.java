package com.rezagent.schedules.local.store;

import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupDocument;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.record.ResourceName;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Group store in an SQL table; the counterpart of DynamoDB's table of resources. Thread-safe. */
public final class SqlGroupStore implements GroupStore {
    static final List<String> TABLES = List.of("""
            CREATE TABLE IF NOT EXISTS schedule_groups (
              name VARCHAR(64) PRIMARY KEY,
              live BOOLEAN NOT NULL,
              revision BIGINT NOT NULL,
              expires_at TIMESTAMP(9) WITH TIME ZONE,
              gate VARCHAR NOT NULL,
              details VARCHAR NOT NULL)
            """);

    private static final String LIST = "groups";

    private final Database database;
    private final GateCache cached;

    public SqlGroupStore(Database database) {
        this.database = database;
        this.cached = database.gateCache();
    }

    @Override
    public Optional<Group> find(ResourceName name) {
        return database.read(session -> session.queryOne(
                "SELECT details FROM schedule_groups WHERE name = ?",
                row -> GroupDocument.read(Json.parseObject(row.getString(1))),
                name.value()));
    }

    @Override
    public boolean insert(Group group, @Nullable Change change) {
        Group stored = group.nextRevision();
        return write(session -> {
                    if (session.queryOne(
                                    "SELECT 1 FROM schedule_groups WHERE name = ?",
                                    row -> true,
                                    stored.name().value())
                            .isPresent()) {
                        return 0;
                    }
                    SqlChangeHistory.write(session, change);
                    return session.update(
                            "INSERT INTO schedule_groups (live, revision, expires_at, gate, details, name)"
                                    + " VALUES (?, ?, ?, ?, ?, ?)",
                            stored.exists(),
                            stored.revision(),
                            stored.expiresAt(),
                            Json.write(GroupDocument.writeGate(stored)),
                            Json.write(GroupDocument.write(stored)),
                            stored.name().value());
                })
                > 0;
    }

    @Override
    public boolean replace(Group seen, Group next, @Nullable Change change) {
        Group stored = next.nextRevision();
        return write(session -> {
                    int rows = session.update(
                            "UPDATE schedule_groups SET live = ?, revision = ?, expires_at = ?, gate = ?, details = ?"
                                    + " WHERE name = ? AND revision = ?",
                            stored.exists(),
                            stored.revision(),
                            stored.expiresAt(),
                            Json.write(GroupDocument.writeGate(stored)),
                            Json.write(GroupDocument.write(stored)),
                            stored.name().value(),
                            seen.revision());
                    if (rows > 0) {
                        SqlChangeHistory.write(session, change);
                    }
                    return rows;
                })
                > 0;
    }

    /** Returns the number of rows written. */
    private int write(Database.Work<Integer> work) {
        return database.exclusively(() -> {
            int written = database.transaction(work);
            cached.clear();
            return written;
        });
    }

    @Override
    public Map<ResourceName, GroupGate> gates(Collection<ResourceName> groups) {
        return database.exclusively(() -> {
            Map<ResourceName, GroupGate> gates = new LinkedHashMap<>();
            for (ResourceName group : groups) {
                gates.put(group, cachedGate(group));
            }
            return gates;
        });
    }

    private GroupGate cachedGate(ResourceName group) {
        GroupGate found = cached.find(group);
        if (found != null) {
            return found;
        }
        GroupGate read = database.read(session -> session.queryOne(
                        "SELECT gate FROM schedule_groups WHERE name = ?",
                        row -> GroupDocument.readGate(Json.parseObject(row.getString(1))),
                        group.value()))
                .orElse(GroupGate.withoutRecord(group));
        cached.put(read);
        return read;
    }

    @Override
    public Page<Group> list(int limit, @Nullable String nextToken) {
        String after = PageToken.read(
                        LIST, nextToken, it -> ResourceName.tryParse(it).isPresent())
                .orElse("");
        List<Group> found = database.read(session -> session.query(
                "SELECT details FROM schedule_groups WHERE live = TRUE AND name > ? ORDER BY name LIMIT ?",
                row -> GroupDocument.read(Json.parseObject(row.getString(1))),
                after,
                limit + 1));
        List<Group> page = found.subList(0, Math.min(limit, found.size()));
        boolean isLast = found.size() <= limit;
        return new Page<>(
                page,
                isLast ? null : PageToken.write(LIST, page.get(limit - 1).name().value()));
    }

    @Override
    public boolean isFull() {
        return database.read(session -> session.queryOne(
                        "SELECT COUNT(*) FROM schedule_groups WHERE live = TRUE", row -> row.getLong(1)))
                .filter(it -> it >= MAX_GROUPS)
                .isPresent();
    }

    /**
     * Deletes expired records, as DynamoDB's time to live does some time after their expiry.
     *
     * @return the number of records deleted
     */
    public int deleteExpired(Instant now) {
        return write(session -> session.update("DELETE FROM schedule_groups WHERE expires_at <= ?", now));
    }
}
