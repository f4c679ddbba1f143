package com.rezagent.schedules.record;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Derives identifiers from content, so that the same content gets the same identifier wherever it is computed. */
public final class Digest {
    private Digest() {}

    /** Returns the first 128 bits of the SHA-256 of the text in UTF-8, as 32 lower-case hexadecimal digits. */
    public static String hex128(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
