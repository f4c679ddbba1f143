/**
 * What a function is told by its environment, read once into typed settings with every mistake reported together. No AWS
 * class, and no decision, lives here.
 */
@NullMarked
package com.rezagent.schedules.settings;

import org.jspecify.annotations.NullMarked;
