package com.rezagent.schedules.schedule;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names things by what they are about, so that the same thing gets the same name wherever it is computed. */
public final class Digest {
    private Digest() {}

    /** The first 128 bits of the text's SHA-256 over UTF-8, as 32 lower-case hexadecimal digits. */
    public static String hex128(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
