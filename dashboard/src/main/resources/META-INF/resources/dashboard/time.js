// Shows times that the server computed. Nothing here decides when a schedule runs.

export const VIEWER = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

const formats = new Map();

function format(timezone, options) {
  const key = timezone + JSON.stringify(options);
  if (!formats.has(key)) {
    let made;
    try {
      made = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, hourCycle: 'h23', ...options });
    } catch {
      // A timezone that the server knows and this browser does not.
      made = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', hourCycle: 'h23', ...options, timeZoneName: 'short' });
    }
    formats.set(key, made);
  }
  return formats.get(key);
}

const FULL = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' };
const CLOCK = { ...FULL, second: '2-digit' };

const HOUR = 3_600_000;
// By how much clocks go back, or did lately.
const CHANGES = [0.5, 1, 2, 3].flatMap((it) => [it * HOUR, -it * HOUR]);

/** Returns an instant as a local time; with its offset if clocks that go back show the same time twice. */
function told(instant, timezone, options) {
  const time = new Date(instant).getTime();
  const shown = format(timezone, options);
  const text = shown.format(time);
  const isNearChange = minutes(time - 24 * HOUR, timezone) !== minutes(time + 24 * HOUR, timezone);
  return isNearChange && CHANGES.some((it) => shown.format(time + it) === text) ? text + ' ' + offset(time, timezone) : text;
}

const offset = (time, timezone) => format(timezone, { timeZoneName: 'longOffset' }).format(time).split('GMT')[1] || '+00:00';

/** Returns an instant as a local time, such as "Sat, 7 Nov 2026, 06:00"; with seconds if it has some. */
export function local(instant, timezone) {
  return instant ? told(instant, timezone, new Date(instant).getUTCSeconds() ? CLOCK : FULL) : '';
}

/** Returns an instant without weekday and year, such as "7 Nov, 06:00". */
export function short(instant, timezone) {
  return told(instant, timezone, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
}

/** Returns hour and minute, such as "06:00". */
export function minutes(instant, timezone) {
  return format(timezone, { hour: '2-digit', minute: '2-digit' }).format(new Date(instant));
}

export function clockTime(instant, timezone) {
  return format(timezone, CLOCK).format(new Date(instant));
}

/** Returns a local time of the server, "2026-03-29T02:30:00+01:00" or without offset, as "Sun, 29 Mar 2026, 02:30 +01:00". */
export function wall(text) {
  if (!text) {
    return '';
  }
  const [, day, minutes, seconds, offset] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):(\d{2})(.*)$/.exec(text) || [];
  if (!day) {
    return text;
  }
  const date = format('UTC', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(day));
  return `${date}, ${minutes}${seconds === '00' ? '' : ':' + seconds}${offset ? ' ' + (offset === 'Z' ? 'UTC' : offset) : ''}`;
}

const UNITS = [['d', 86_400], ['h', 3_600], ['min', 60], ['s', 1]];

/** Returns a distance such as "2 d 3 h", in at most two units. */
export function distance(milliseconds) {
  let seconds = Math.round(Math.abs(milliseconds) / 1000);
  const parts = [];
  for (const [unit, size] of UNITS) {
    if (parts.length < 2 && seconds >= size) {
      parts.push(Math.floor(seconds / size) + ' ' + unit);
      seconds %= size;
    } else if (parts.length) {
      break;
    }
  }
  return parts.join(' ') || '0 s';
}

/** Returns a text of the server with its durations in words: "PT24H10M" as "24 h 10 min". */
export const plain = (text) => text.replace(/\bPT(\d+H)?(\d+M)?(\d+S)?\b/g, (_, ...parts) => parts.slice(0, 3).filter(Boolean).map((it) => it.replace('H', ' h').replace('M', ' min').replace('S', ' s')).join(' '));

/** Returns "in 3 h" or "3 h ago". */
export function relative(instant, now) {
  const difference = new Date(instant).getTime() - now;
  if (Math.abs(difference) < 1000) {
    return 'now';
  }
  return difference > 0 ? 'in ' + distance(difference) : distance(difference) + ' ago';
}

/** Returns the timezones that a text field suggests. */
export function timezones() {
  const known = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];
  return ['UTC', ...known.filter((it) => it !== 'UTC')];
}
