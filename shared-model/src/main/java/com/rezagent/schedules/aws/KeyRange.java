package com.rezagent.schedules.aws;

import com.rezagent.schedules.schedule.ScheduleName;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.enhanced.dynamodb.Key;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryConditional;

/**
 * The sort keys of a partition that a list may contain.
 *
 * @param after the position before the first one, in the order of the list; null for the start of the partition
 * @param namePrefix how they begin; null for any. Only in the order of names
 */
record KeyRange(@Nullable String after, @Nullable String namePrefix) {
    static final KeyRange ALL = new KeyRange(null, null);

    /** Returns the condition for ascending keys. With a prefix it also finds {@code after} itself. */
    QueryConditional ascending(String partition) {
        if (namePrefix != null) {
            return QueryConditional.sortBetween(
                    key(partition, after == null ? namePrefix : after),
                    key(partition, ScheduleName.lastWithPrefix(namePrefix)));
        }
        return after == null ? all(partition) : QueryConditional.sortGreaterThan(key(partition, after));
    }

    /** Returns the condition for descending keys. */
    QueryConditional descending(String partition) {
        return after == null ? all(partition) : QueryConditional.sortLessThan(key(partition, after));
    }

    private static QueryConditional all(String partition) {
        return QueryConditional.keyEqualTo(
                Key.builder().partitionValue(partition).build());
    }

    private static Key key(String partition, String sort) {
        return Key.builder().partitionValue(partition).sortValue(sort).build();
    }
}
