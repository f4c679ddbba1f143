package com.rezagent.schedules.group;

import static com.rezagent.schedules.group.Groups.deleted;
import static com.rezagent.schedules.group.Groups.fullGroup;
import static com.rezagent.schedules.group.Groups.fullSettings;
import static com.rezagent.schedules.group.Groups.group;
import static com.rezagent.schedules.group.Groups.put;
import static com.rezagent.schedules.schedule.Schedules.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.testing.StoresContract;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract test of {@link GroupStore#list} and {@link GroupStore#isFull}. */
public abstract class GroupListContract extends StoresContract {
    /** Names in the order of their UTF-8 bytes. */
    private static final List<String> NAMES = List.of(
            "0", "00", "a", "a--b", "a-0", "a-a", "a0", "a1", "a10", "a2", "aa", "b", "default", "z".repeat(64));

    private boolean written;

    /** Returns the store under test: empty when a test starts, the same throughout a test. */
    protected GroupStore store() {
        return stores().groups();
    }

    /** Inserts many records. Stores for which single writes take long may write them in another way. */
    protected void insertAll(List<Group> groups) {
        groups.forEach(it -> assertThat(store().insert(it)).isTrue());
    }

    @Test
    void empty_store_returns_an_empty_page() {
        assertThat(list(50, null)).isEqualTo(new Page<>(List.of(), null));
    }

    @Test
    void listed_group_has_every_field() {
        Group full = inserted(fullGroup("listed-in-full"));

        assertThat(list(50, null).items()).containsExactly(full);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100})
    void pages_of_any_size_have_each_group_once_in_name_order(int limit) {
        for (int i = 0; i < NAMES.size(); i++) {
            inserted(group(NAMES.get(i * 5 % NAMES.size())));
        }

        assertThat(allPages(limit)).containsExactlyElementsOf(NAMES);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100})
    void deleted_groups_are_not_listed(int limit) {
        for (int i = 0; i < 9; i++) {
            Group seen = inserted(group("group-" + i));
            if (i % 3 != 1) {
                replaced(seen, deleted(seen, NOW.plusSeconds(1)));
            }
        }

        assertThat(allPages(limit)).containsExactly("group-1", "group-4", "group-7");
    }

    @Test
    void default_group_is_listed_once_it_has_a_record() {
        assertThat(list(50, null).items()).isEmpty();

        Group written = inserted(put(Group.defaultFor("ann", NOW), fullSettings(), NOW.plusSeconds(1)));

        assertThat(list(50, null).items()).containsExactly(written);
    }

    @Test
    void reused_name_is_listed_with_its_new_settings() {
        Group seen = inserted(group("used-again"));
        Group deleted = replaced(seen, deleted(seen, NOW.plusSeconds(1)));
        Group again = replaced(deleted, put(deleted, fullSettings(), NOW.plusSeconds(2)));

        assertThat(list(50, null).items()).containsExactly(again);
    }

    @Test
    void last_page_has_no_token_even_if_it_is_full() {
        inserted(group("one"));
        inserted(group("two"));

        assertThat(list(2, null).nextToken()).isNull();
        assertThat(list(1, null).nextToken()).isNotNull();
    }

    @Test
    void later_page_follows_the_last_name_even_if_that_group_is_deleted_meanwhile() {
        inserted(group("a"));
        Group last = inserted(group("b"));
        inserted(group("d"));
        String token = list(2, null).nextToken();
        replaced(last, deleted(last, NOW.plusSeconds(1)));
        inserted(group("aa"));
        inserted(group("c"));

        assertThat(names(list(100, token))).containsExactly("c", "d");
    }

    @Test
    void token_of_another_list_is_refused() {
        inserted(group("a"));
        inserted(group("b"));

        assertRefused(PageToken.write("schedules null null in a", "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "AAAA", "%%%", "bm90IGEgdG9rZW4", "{}", "ß🏌", "null", "undefined"})
    void invalid_token_is_refused(String token) {
        inserted(group("one"));

        assertRefused(token);
    }

    @Test
    void token_with_a_changed_or_missing_character_is_refused() {
        inserted(group("one"));
        inserted(group("two"));
        String token = Optional.ofNullable(list(1, null).nextToken()).orElseThrow();

        assertThat(token).matches("[A-Za-z0-9_-]+");
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            assertRefused(token.substring(0, i) + other + token.substring(i + 1));
            assertRefused(token.substring(0, i));
        }
        assertRefused(token + "A");
    }

    @Test
    void store_is_full_at_1000_groups_that_exist() {
        insertAll(IntStream.range(0, GroupStore.MAX_GROUPS - 1)
                .mapToObj(i -> group("g" + i))
                .toList());
        awaitConsistency();
        assertThat(store().isFull()).isFalse();

        Group last = inserted(group("last"));
        awaitConsistency();
        assertThat(store().isFull()).isTrue();

        replaced(last, deleted(last, NOW.plusSeconds(1)));
        awaitConsistency();
        assertThat(store().isFull()).isFalse();
    }

    private void assertRefused(String token) {
        assertRefusesToken(() -> store().list(10, token), token);
    }

    private List<String> allPages(int limit) {
        return allPages(limit, token -> list(limit, token)).stream()
                .map(it -> it.name().value())
                .toList();
    }

    private Page<Group> list(int limit, String token) {
        if (written) {
            awaitConsistency();
            written = false;
        }
        return store().list(limit, token);
    }

    private static List<String> names(Page<Group> page) {
        return page.items().stream().map(it -> it.name().value()).toList();
    }

    private Group inserted(Group group) {
        assertThat(store().insert(group)).isTrue();
        written = true;
        return group.nextRevision();
    }

    private Group replaced(Group seen, Group next) {
        assertThat(store().replace(seen, next)).isTrue();
        written = true;
        return next.nextRevision();
    }
}
