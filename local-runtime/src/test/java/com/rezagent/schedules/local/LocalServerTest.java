package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Addresses and connections of the local runtime's HTTP server. */
@Timeout(120)
class LocalServerTest {
    private static final byte[] IPV6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    @AutoClose
    private final SchemaCheckedRuntime runtime = SchemaCheckedRuntime.manual("2025-11-06T20:00:00Z");

    private final Http http = runtime.http();

    @Test
    void a_connection_is_reused_after_get_and_head() throws IOException {
        String responses = http.sendRaw("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
                + "HEAD /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
                + "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(responses.split("HTTP/1.1 200 OK", -1)).as("three responses").hasSize(4);
        assertThat(responses.split("\\{\"status\":\"ok\"", -1)).as("two bodies").hasSize(3);
    }

    @Test
    void listens_on_both_addresses_of_localhost() throws IOException {
        int port = runtime.uri().getPort();
        List<InetAddress> addresses = new ArrayList<>(List.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 1})));
        if (hasIpv6()) {
            addresses.add(InetAddress.getByAddress(IPV6));
        }
        for (InetAddress address : addresses) {
            String name = address instanceof Inet4Address ? "127.0.0.1" : "[::1]";
            try (Socket socket = new Socket(address, port)) {
                Http.write(
                        socket, "GET /health HTTP/1.1\r\nHost: " + name + ":" + port + "\r\nConnection: close\r\n\r\n");

                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 200 ");
            }
        }
    }

    private static boolean hasIpv6() throws IOException {
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(network.getInetAddresses())) {
                if (!(address instanceof Inet4Address) && address.isLoopbackAddress()) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void listens_on_loopback_addresses_only() throws IOException {
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(network.getInetAddresses())) {
                if (!address.isLoopbackAddress()) {
                    assertThatThrownBy(() -> {
                                try (Socket socket = new Socket()) {
                                    socket.connect(
                                            new InetSocketAddress(
                                                    address, runtime.uri().getPort()),
                                            2_000);
                                }
                            })
                            .as("from " + address)
                            .isInstanceOf(IOException.class);
                }
            }
        }
        try (Socket socket = http.connect();
                InputStream input = socket.getInputStream()) {
            Http.write(socket, "GET /health HTTP/1.1\r\n" + http.host() + "Connection: close\r\n\r\n");
            assertThat(input.readAllBytes()).isNotEmpty();
        }
    }
}
