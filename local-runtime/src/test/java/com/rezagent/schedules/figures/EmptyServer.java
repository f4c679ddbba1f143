package com.rezagent.schedules.figures;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** The anchor of what answers over HTTP: the JDK's own server, which answers every request with the same few bytes. */
public final class EmptyServer {
    private static final byte[] BODY = "{\"status\":\"ok\"}".getBytes(StandardCharsets.UTF_8);

    private EmptyServer() {}

    /** @param port 0 for any that is free */
    static HttpServer start(int port) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, BODY.length);
                exchange.getResponseBody().write(BODY);
            }
        });
        server.start();
        return server;
    }

    /** Answers until it is stopped; the first argument is the port. */
    public static void main(String[] arguments) throws IOException {
        start(Integer.parseInt(arguments[0]));
    }
}
