package com.rezagent.schedules.change;

import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import java.time.Instant;
import java.util.List;

/**
 * Reads changes, which the stores of records write. Every method throws
 * {@link com.rezagent.schedules.error.TransientException} if the store does not respond.
 */
public interface ChangeHistory {
    /**
     * Returns a page of changes, newest first. The list of a group is eventually consistent.
     *
     * @throws com.rezagent.schedules.error.RefusedException {@code invalid_request} for a token of another query
     */
    Page<Change> list(ChangeQuery query);

    /**
     * Returns the changes of a record, oldest first, up to and including the first that replaced something. Strongly
     * consistent.
     *
     * @param key of the record, see {@link Change.Subject}
     * @param version the first version that may be returned
     * @param oldest see {@link Change#oldest}; older changes are not returned
     */
    List<Change> untilReplaced(String key, long version, Instant oldest);
}
