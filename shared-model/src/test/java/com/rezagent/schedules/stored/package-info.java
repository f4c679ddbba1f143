/** Records that older versions stored, which every later version must read and work with. */
package com.rezagent.schedules.stored;
