/** Signs HTTP requests to a deployed stage's API. */
@NullMarked
package com.rezagent.schedules.aws.signing;

import org.jspecify.annotations.NullMarked;
