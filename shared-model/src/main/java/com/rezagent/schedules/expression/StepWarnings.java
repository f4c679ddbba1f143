package com.rezagent.schedules.expression;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Warns of steps that don't do what they seem to: a step that is too large for its field selects one value, and one that
 * doesn't divide its field leaves another distance where the field starts anew.
 */
final class StepWarnings {
    private static final int MOST_VALUES = 6;

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
                sentences.add(field.label() + ": " + element + " selects " + first(field, values) + " alone"
                        + (field == CronField.YEAR ? "" : ", once in each " + round(field))
                        + ", because the next value would be past " + last(base, field) + "." + rate);
            } else if (step > 1 && isWhole(field, base) && !isEven && !isEven(field, values)) {
                sentences.add(uneven(field, element, step, values) + rate);
            }
        }
    }

    private static BitSet values(CronField field, String text) {
        return new CronFieldParser(field, new StringBuilder(), new Canonicalization(), new ExpressionErrors())
                .set(text);
    }

    private static int first(CronField field, BitSet values) {
        return values.nextSetBit(0) + field.min();
    }

    private static String last(String base, CronField field) {
        int dash = base.indexOf('-');
        return dash < 0 ? Integer.toString(field.max()) : base.substring(dash + 1);
    }

    /** Whether a step goes on to the field's last value, and so seems to go on for ever. */
    private static boolean isWhole(CronField field, String base) {
        return !base.contains("-") || base.equals(field.range());
    }

    /** Whether all distances are the same, also from the last value to the first of the next round. */
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
                + " and starts anew with each " + round(field) + ": from " + last + " to the next " + first + " it is ";
        if (field == CronField.DAY_OF_MONTH) {
            return sentence + "as many days as the month leaves, not " + step + ".";
        }
        int distance = first + field.size() - last;
        return sentence + distance + " " + unit(field) + (distance == 1 ? "" : "s") + ", not " + step + ".";
    }

    private static String list(CronField field, BitSet values) {
        List<String> numbers = values.stream()
                .mapToObj(value -> Integer.toString(value + field.min()))
                .collect(Collectors.toCollection(ArrayList::new));
        if (numbers.size() > MOST_VALUES) {
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

    private static String round(CronField field) {
        return switch (field) {
            case MINUTE -> "hour";
            case HOUR -> "day";
            default -> field == CronField.MONTH ? "year" : "month";
        };
    }

    /** The rate that runs every so many minutes, hours or days, where nothing else restricts the expression. */
    private String rate(CronField field, int step) {
        boolean isRest = true;
        for (CronField other : CronField.values()) {
            String text = fields[other.ordinal()];
            if (other.ordinal() < field.ordinal()) {
                isRest &= AsciiText.number(text) != AsciiText.NOT_A_NUMBER;
            } else if (other != field) {
                isRest &= text.equals("*") || text.equals("?");
            }
        }
        if (!isRest || field.ordinal() > CronField.DAY_OF_MONTH.ordinal()) {
            return "";
        }
        RateExpression.Unit unit = RateExpression.Unit.values()[field.ordinal()];
        String every = (step == 1 ? "" : step + " ") + unit.after(step);
        return " For every " + every + " write " + new RateExpression(step, unit).canonical() + ".";
    }
}
