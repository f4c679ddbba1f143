package com.rezagent.schedules.aws;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.enhanced.dynamodb.EnhancedType;
import software.amazon.awssdk.enhanced.dynamodb.TableMetadata;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A table schema without a mapping: an item is its attributes. Reading one neither converts nor copies them.
 *
 * @param tableMetadata the keys of the table and of its indexes
 */
record ItemSchema(TableMetadata tableMetadata) implements TableSchema<ItemSchema.Item> {

    /** An item of a table or an index. */
    record Item(Map<String, AttributeValue> attributes) {
        /** Returns a text that every item has. */
        String text(String attribute) {
            AttributeValue value = attributes.get(attribute);
            if (value == null || value.s() == null) {
                throw new IllegalStateException("The item has no text " + attribute);
            }
            return value.s();
        }
    }

    @Override
    public Item mapToItem(Map<String, AttributeValue> attributes) {
        return new Item(attributes);
    }

    @Override
    public Map<String, AttributeValue> itemToMap(Item item, boolean ignoreNulls) {
        return item.attributes();
    }

    @Override
    public Map<String, AttributeValue> itemToMap(Item item, Collection<String> attributes) {
        Map<String, AttributeValue> some = new HashMap<>(item.attributes());
        some.keySet().retainAll(attributes);
        return some;
    }

    @Override
    public @Nullable AttributeValue attributeValue(Item item, String attribute) {
        return item.attributes().get(attribute);
    }

    @Override
    public EnhancedType<Item> itemType() {
        return EnhancedType.of(Item.class);
    }

    @Override
    @SuppressWarnings("deprecation")
    public List<String> attributeNames() {
        return List.copyOf(tableMetadata.allKeys());
    }

    @Override
    public boolean isAbstract() {
        return false;
    }
}
