package com.rezagent.schedules.webapi.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.rezagent.schedules.json.Json;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenApiComposerTest {
    private static final String API = "{'openapi':'3.1.0','paths':{'/b':{'get':{}}}}".replace('\'', '"');

    private static String composed(String... fragments) {
        Map<String, String> byName = new TreeMap<>(Map.of("api.json", API));
        for (int i = 0; i < fragments.length; i++) {
            byName.put("part" + i + ".json", fragments[i].replace('\'', '"'));
        }
        return Json.write(OpenApiComposer.compose(byName)).replace('"', '\'');
    }

    @Test
    void paths_and_components_of_all_fragments_are_merged_and_sorted_by_name() {
        assertThat(composed(
                        "{'paths':{'/a':{'get':{}}},'components':{'schemas':{'T':{'type':'string'}}}}",
                        "{'components':{'schemas':{'S':{'$ref':'#/components/schemas/T'}},'headers':{'H':{}}}}"))
                .isEqualTo("{'openapi':'3.1.0','paths':{'/a':{'get':{}},'/b':{'get':{}}},'components':{"
                        + "'headers':{'H':{}},"
                        + "'schemas':{'S':{'$ref':'#/components/schemas/T'},'T':{'type':'string'}}}}");
    }

    @Test
    void tags_of_all_fragments_are_sorted_by_name() {
        assertThat(composed("{'tags':[{'name':'b'}]}", "{'tags':[{'name':'c'},{'name':'a'}]}"))
                .contains("'tags':[{'name':'a'},{'name':'b'},{'name':'c'}]");
    }

    @Test
    void error_codes_of_all_fragments_are_sorted_by_status_and_code() {
        assertThat(composed(
                        "{'x-errors':{'b':'404: B.','never':'C.'},'components':{'schemas':{'ErrorCode':{'description':'A code.'}}}}",
                        "{'x-errors':{'a':'409: A.','c':'404: C.'}}"))
                .contains("'enum':['b','c','a','never']")
                .contains(
                        "'A code.\\n\\n| code | status and meaning |\\n| --- | --- |\\n| `b` | 404: B. |\\n| `c` | 404: C. |"
                                + "\\n| `a` | 409: A. |\\n| `never` | C. |'");
    }

    @Test
    void a_schema_gets_the_properties_of_its_mixins() {
        assertThat(composed("{'x-mixins':{'M':{'required':['b'],'properties':{'b':{'type':'string'}}}},"
                        + "'components':{'schemas':{'S':{'type':'object','required':['a'],"
                        + "'properties':{'a':{'type':'string'}},'x-include':['M']}}}}"))
                .contains("'S':{'type':'object','required':['a','b'],"
                        + "'properties':{'a':{'type':'string'},'b':{'type':'string'}}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'paths':{'/b':{'post':{}}}} | /b is defined twice",
                "{'openapi':'3.1.0'} | /openapi is defined twice",
                "{'x-errors':{'a':'1','a':'2'}} | part0.json",
                "{'components':{'schemas':{'S':{'$ref':'#/components/schemas/T'}}}} | which no fragment defines",
                "{'components':{'schemas':{'S':{'$ref':'#/openapi','type':'string'}}}} | $ref with siblings",
                "{'components':{'schemas':{'S':{'if':{},'then':{}}}}} | has if",
                "{'components':{'schemas':{'S':{'type':'array'}}}} | array without items",
                "{'components':{'schemas':{'S':{'type':['array','null']}}}} | array without items",
                "{'components':{'schemas':{'S':{'properties':{'if':{'type':'array'}}}}}} | properties/if is an array",
                "{'components':{'schemas':{'S':{'x-include':['M']}}}} | includes M",
                "{'x-mixins':{'M':{'properties':{'a':{}}}},'components':{'schemas':{'S':{'properties':{'a':{}},'x-include':['M']}}}} | is also in a mixin",
                "{'a':1,'a':2} | part0.json",
                "[] | part0.json",
            })
    void an_invalid_composition_is_refused_with_its_location(String fragment, String error) {
        assertThatIllegalStateException().isThrownBy(() -> composed(fragment)).withMessageContaining(error);
    }
}
