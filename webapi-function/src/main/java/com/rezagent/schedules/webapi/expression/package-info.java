/** Expressions: explains one as it is typed. */
@NullMarked
package com.rezagent.schedules.webapi.expression;

import org.jspecify.annotations.NullMarked;
