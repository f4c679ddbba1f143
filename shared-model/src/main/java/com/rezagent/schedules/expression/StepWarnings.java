package com.rezagent.schedules.expression;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Warns of steps with an effect that users may not expect: a step that is too large for its field selects one value,
 * and the last distance of one that doesn't divide its field is shorter or longer, because the field restarts.
 */
final class StepWarnings {
    private static final int MAX_VALUES = 6;

    private final String[] fields;

    private StepWarnings(CronExpression cron) {
        String canonical = cron.canonical();
        this.fields =
                canonical.substring("cron(".length(), canonical.length() - 1).split(" ", -1);
    }

    static List<String> of(CronExpression cron) {
        if (cron.canonical().indexOf('/') < 0) {
            return List.of();
        }
        StepWarnings warnings = new StepWarnings(cron);
        List<String> sentences = new ArrayList<>();
        for (CronField field : CronField.values()) {
            warnings.add(field, sentences);
        }
        return sentences;
    }

    private void add(CronField field, List<String> sentences) {
        String text = fields[field.ordinal()];
        if (text.indexOf('/') < 0) {
            return;
        }
        boolean isEven = isEven(field, values(field, text));
        for (String element : text.split(",", -1)) {
            int slash = element.indexOf('/');
            if (slash < 0) {
                continue;
            }
            String base = element.substring(0, slash);
            int step = Integer.parseInt(element.substring(slash + 1));
            BitSet values = values(field, element);
            String rate = element.equals(text) ? rate(field, step) : "";
            if (values.cardinality() == 1) {
                sentences.add(field.label() + ": " + element + " selects " + first(field, values) + " only"
                        + (field == CronField.YEAR ? "" : ", once in each " + cycle(field))
                        + ", because the next value would be past " + last(base, field) + "." + rate);
            } else if (step > 1 && isWhole(field, base) && !isEven && !isEven(field, values)) {
                sentences.add(uneven(field, element, step, values) + rate);
            }
        }
    }

    private static BitSet values(CronField field, String text) {
        return new CronFieldParser(
                        field,
                        new StringBuilder(),
                        new Canonicalization(),
                        ExpressionParser.newErrors(),
                        new QuotedInput())
                .parseValues(text);
    }

    private static int first(CronField field, BitSet values) {
        return values.nextSetBit(0) + field.min();
    }

    private static String last(String base, CronField field) {
        int dash = base.indexOf('-');
        return dash < 0 ? Integer.toString(field.max()) : base.substring(dash + 1);
    }

    /** Returns whether a step runs to the last value of the field, so that users may expect it to continue. */
    private static boolean isWhole(CronField field, String base) {
        return !base.contains("-") || base.equals(field.range());
    }

    /** Returns whether all distances are equal, including the one from the last value to the first of the next cycle. */
    private static boolean isEven(CronField field, BitSet values) {
        if (field == CronField.YEAR) {
            return true;
        }
        if (field == CronField.DAY_OF_MONTH) {
            return values.cardinality() == field.size();
        }
        int first = values.nextSetBit(0);
        int distance = first + field.size() - (values.length() - 1);
        for (int value = first; value >= 0; value = values.nextSetBit(value + 1)) {
            int next = values.nextSetBit(value + 1);
            if (next >= 0 && next - value != distance) {
                return false;
            }
        }
        return true;
    }

    private static String uneven(CronField field, String element, int step, BitSet values) {
        int first = first(field, values);
        int last = values.length() - 1 + field.min();
        String sentence = field.label() + ": " + element + " selects " + list(field, values)
                + " and restarts with each " + cycle(field) + ": from " + last + " to the next " + first + " it is ";
        if (field == CronField.DAY_OF_MONTH) {
            return sentence + "as many days as remain in the month, not " + step + ".";
        }
        int distance = first + field.size() - last;
        return sentence + distance + " " + unit(field) + (distance == 1 ? "" : "s") + ", not " + step + ".";
    }

    private static String list(CronField field, BitSet values) {
        List<String> numbers = values.stream()
                .mapToObj(value -> Integer.toString(value + field.min()))
                .collect(Collectors.toCollection(ArrayList::new));
        if (numbers.size() > MAX_VALUES) {
            numbers.subList(2, numbers.size() - 1).clear();
            numbers.add(2, "…");
        }
        return EnglishList.and(numbers).replace(", … and ", " … ");
    }

    private static String unit(CronField field) {
        return switch (field) {
            case MINUTE -> "minute";
            case HOUR -> "hour";
            case DAY_OF_MONTH, DAY_OF_WEEK -> "day";
            case MONTH -> "month";
            case YEAR -> "year";
        };
    }

    private static String cycle(CronField field) {
        return switch (field) {
            case MINUTE -> "hour";
            case HOUR -> "day";
            default -> field == CronField.MONTH ? "year" : "month";
        };
    }

    /** Returns the suggestion of a rate with the same step; empty if other fields restrict the expression. */
    private String rate(CronField field, int step) {
        boolean isUnrestricted = true;
        for (CronField other : CronField.values()) {
            String text = fields[other.ordinal()];
            if (other.ordinal() < field.ordinal()) {
                isUnrestricted &= AsciiText.number(text) != AsciiText.NOT_A_NUMBER;
            } else if (other != field) {
                isUnrestricted &= text.equals("*") || text.equals("?");
            }
        }
        if (!isUnrestricted || field.ordinal() > CronField.DAY_OF_MONTH.ordinal()) {
            return "";
        }
        RateExpression.Unit unit = RateExpression.Unit.values()[field.ordinal()];
        String every = (step == 1 ? "" : step + " ") + unit.nounFor(step);
        return " For every " + every + " write " + new RateExpression(step, unit).canonical() + ".";
    }
}
