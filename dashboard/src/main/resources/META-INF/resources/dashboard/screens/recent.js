// How the last executions went, small enough for a row of a list.
import { html } from '../lib.js';
import { look } from '../ui.js';

const WIDTH = 4;
const MOST = 30;

// Each tone has a place and a height of its own, so that it can be told without its color.
const MARKS = { ok: 'M0 5v8', bad: 'M0 0v14', wait: 'M0 9v1', held: 'M-1 13h3', quiet: 'M-1 13h3' };

/** Returns for each of these outcomes how often it is there, such as ["failed", "2 failed"]. */
export function counted(outcomes) {
  return [...new Set(outcomes)].map((outcome) => [outcome, `${outcomes.filter((it) => it === outcome).length} ${look(outcome)[2].toLowerCase()}`]);
}

/** The last executions of a schedule as one drawing, the newest at the right; nothing before the first. */
export function Recent({ schedule: { recent, consecutive_failures: failures } }) {
  if (!recent?.length) {
    return '';
  }
  const words = `Last ${recent.length}: ${counted(recent.map((it) => it.outcome)).map(([, it]) => it).join(', ')}${failures > 1 ? `; ${failures} failures in a row` : ''}`;
  const paths = {};
  recent.slice(-MOST).forEach(({ outcome }, i, all) => {
    const [tone] = look(outcome);
    paths[tone] = (paths[tone] ?? '') + MARKS[tone].replace(/^M(-?\d)/, (_, x) => `M${(MOST - all.length + i) * WIDTH + 2 + Number(x)}`);
  });
  return html`<span class="recent" role="img" aria-label=${words} title=${words}><svg viewBox=${`0 0 ${MOST * WIDTH} 14`} aria-hidden="true">${Object.entries(paths).map(([tone, d]) => html`<path class=${tone} d=${d} />`)}</svg></span>`;
}
