package com.rezagent.schedules.figures;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.dashboard.Browser;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every section with minimal settings; does not assert the measured values. */
class FiguresIT {
    static List<Measurement> sections() {
        return Stream.concat(always(), Browser.find().stream().map(it -> new DashboardTimes(120, 110, 3, 2)))
                .toList();
    }

    private static Stream<Measurement> always() {
        return Stream.of(
                new WarmHandlers(new Sampler(1, 1, 1)),
                new FirstResponse(1),
                new CreateEndToEnd(4),
                new Month(3, 1),
                new MonthWithReports(3, 1, 1),
                new LongList(100, 120, new Sampler(1, 1, 1)));
    }

    @ParameterizedTest
    @MethodSource("sections")
    void every_section_fills_its_table(Measurement section) throws Exception {
        List<List<String>> rows = section.run().rows();

        assertThat(rows)
                .hasSizeGreaterThan(2)
                .allSatisfy(row -> assertThat(row.get(1) + row.get(2)).matches(".*[0-9].*"));
    }
}
