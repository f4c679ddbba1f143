/**
 * The error hierarchy: each error has a stable code, a sentence for people, and how to fix it. Its type says whether a
 * retry can help. The Web API maps codes to HTTP statuses.
 */
@NullMarked
package com.rezagent.schedules.error;

import org.jspecify.annotations.NullMarked;
