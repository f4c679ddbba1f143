/**
 * The schedule store and execution history in an embedded SQL database, in memory or in a file. The other packages of
 * the local runtime store their data in the same database.
 */
@NullMarked
package com.rezagent.schedules.local.store;

import org.jspecify.annotations.NullMarked;
