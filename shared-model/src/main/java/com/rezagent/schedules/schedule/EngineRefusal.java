package com.rezagent.schedules.schedule;

/** EventBridge's permanent refusal of one version: its error code and a sentence. */
public record EngineRefusal(String code, String message, long version) {}
