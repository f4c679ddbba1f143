/** JSON behind one class: strict reading with faults that name the field, and the opaque payload. Call sites never see the mapper. */
@NullMarked
package com.rezagent.schedules.json;

import org.jspecify.annotations.NullMarked;
