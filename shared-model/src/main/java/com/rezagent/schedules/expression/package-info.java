@org.jspecify.annotations.NullMarked
package com.rezagent.schedules.expression;
