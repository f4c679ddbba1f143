package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalSystem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MainTest {
    private static final byte[] IPV6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    @TempDir
    private Path directory;

    private record Result(int code, String out, String err) {}

    private static LocalSettings settings(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        commandLine.parseArgs(arguments);
        return ((Main) commandLine.getCommand()).settings();
    }

    private static Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.execute(arguments, it -> it.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)));
        return new Result(code, out.toString(), err.toString());
    }

    private static void assertMisused(Result result, String expected) {
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .contains(expected)
                .endsWith(".");
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --nonsense                                  | --nonsense
                    stray                                       | stray
                    --port                                      | --port
                    --port=x                                    | --port must be a number
                    --port=65536                                | --port must be a number
                    --port=-1                                   | --port must be a number
                    --clock-start=yesterday                     | --clock-start must be an instant
                    --clock-start=2025-11-06                    | --clock-start must be an instant
                    --clock-start=2025-11-06T20:00:00           | --clock-start must be an instant
                    --clock-start=+10000-01-01T00:00:00Z        | 1970 to 2199
                    --clock-speed=0                             | --clock-speed must be
                    --clock-speed=-1                            | --clock-speed must be
                    --clock-speed=fast                          | --clock-speed must be
                    --clock-speed=NaN                           | --clock-speed must be
                    --clock-speed=1e9                           | --clock-speed must be
                    --clock-speed=2 --clock-manual              | cannot be combined
                    --data=                                     | --data must be a directory or
                    --custom-topic=x                            | --custom-topic must be
                    run --port=x                                | --port must be a number
                    run smoke                                   | smoke
                    run --nonsense                              | --nonsense
                    --port=1 run                                | run
                    smoke                                       | --stage-url
                    smoke --port=1                              | --stage-url
                    smoke --stage-url=x                         | --stage-url must be a URL
                    """)
    void an_invalid_argument_prints_one_sentence_and_exits_with_code_2(String arguments, String expected) {
        assertMisused(run(arguments.split(" ")), expected);
    }

    @Test
    void a_port_in_use_prints_one_sentence_and_exits_with_code_2() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            assertMisused(run("--port", String.valueOf(taken.getLocalPort())), "is already in use");
        }
    }

    @Test
    void a_file_as_data_directory_prints_one_sentence_and_exits_with_code_2() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertMisused(run("--data", file.toString(), "--port", "0"), file.toString());
    }

    @Test
    void a_data_directory_in_use_prints_one_sentence_and_exits_with_code_2() {
        try (LocalSystem ignored = LocalSystem.open(LocalSettings.inMemory().withDataDirectory(directory))) {
            assertMisused(run("--data", directory.toString(), "--port", "0"), "in use");
        }
    }

    @Test
    void a_foreign_database_prints_one_sentence_and_exits_with_code_2() throws IOException {
        Files.writeString(directory.resolve("rez-agent.mv.db"), "not a database");

        assertMisused(run("--data", directory.toString(), "--port", "0"), directory.toString());
    }

    @Test
    void an_empty_or_damaged_data_file_prints_one_sentence_and_exits_with_code_2() throws IOException {
        Path file = directory.resolve("rez-agent.mv.db");
        Files.createFile(file);

        assertMisused(run("--data", directory.toString(), "--port", "0"), "is empty; remove it");

        Files.delete(file);
        LocalSystem.open(LocalSettings.inMemory().withDataDirectory(directory)).close();
        byte[] content = Files.readAllBytes(file);
        for (int length : new int[] {1, 4_096, 8_192}) {
            Files.write(file, Arrays.copyOf(content, length));
            Result result = run("--data", directory.toString(), "--port", "0");
            assertMisused(result, directory.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"kept;INIT=CREATE TABLE injected(id INT)", ";", "a;b/kept", "kept;DB_CLOSE_DELAY=-1", "kept;"})
    void a_semicolon_in_the_data_directory_is_refused_and_executes_no_sql(String name) throws IOException {
        assertMisused(run("--data", directory.resolve(name).toString(), "--port", "0"), "semicolon");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a_link_to_a_directory_with_a_semicolon_is_refused() throws IOException {
        Path target = Files.createDirectory(directory.resolve("a;INIT=SELECT 1"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);

        assertMisused(run("--data", link.toString(), "--port", "0"), "semicolon");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void a_port_in_use_on_one_address_prints_one_sentence_and_exits_with_code_2() throws IOException {
        try (ServerSocket taken = new ServerSocket()) {
            try {
                taken.bind(new InetSocketAddress(InetAddress.getByAddress(IPV6), 0));
            } catch (SocketException e) {
                Assumptions.abort("There is no IPv6 here");
            }
            assertMisused(run("--port", String.valueOf(taken.getLocalPort())), "is already in use");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "MEMORY", "Memory"})
    void the_word_memory_in_any_case_is_not_a_directory(String data) {
        assertThat(settings("--data", data).data()).isEmpty();
        assertThat(settings("--data", "./" + data).data()).contains(Path.of("./" + data));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "run --help"})
    void help_lists_every_option_and_mentions_the_smoke_command(String arguments) {
        Result result = run(arguments.split(" "));

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("smoke --help");
        assertThat(result.out())
                .contains("--port", "--data", "--clock-start", "--clock-speed", "--clock-manual", "--custom-topic");
    }
}
