/** The store's twin in an embedded SQL database, in memory or in a file: records, executions, and the database that the other rooms keep theirs in. */
@NullMarked
package com.rezagent.schedules.local.store;

import org.jspecify.annotations.NullMarked;
