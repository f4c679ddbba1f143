/**
 * Reading and writing JSON: strict parsing with errors that name the field, and opaque objects. Callers do not use the
 * mapper.
 */
@NullMarked
package com.rezagent.schedules.json;

import org.jspecify.annotations.NullMarked;
