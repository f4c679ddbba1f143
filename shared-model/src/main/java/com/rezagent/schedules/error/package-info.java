/**
 * The one error hierarchy: what can go wrong, with a stable code, a sentence for people and what to do about it.
 * Whether trying again can help is in the type. How a code maps to HTTP is the Web API's business.
 */
@NullMarked
package com.rezagent.schedules.error;

import org.jspecify.annotations.NullMarked;
