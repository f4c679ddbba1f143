// What runs within the next hour: how much in each five minutes, and which schedules.
import { listSchedules, readTimeline } from '../api.js';
import { can, serverNow } from '../clock.js';
import { html } from '../lib.js';
import { link } from '../router.js';
import { VIEWER, minutes } from '../time.js';
import { When } from '../ui.js';

const MOST_ACTIVE = 500;
const MOST_READ = 500;
const IDS = 100;
const MOST_FIRINGS = 1_000;
const MOST_SHOWN = 12;
const BARS = 12;
const FIVE_MINUTES = 300_000;
const HOUR = BARS * FIVE_MINUTES;
const HEIGHT = 48;
const WIDTH = 20;

const whole = (milliseconds) => new Date(Math.floor(milliseconds / 1000) * 1000).toISOString().replace('.000Z', 'Z');

/** Reads the active and paused schedules, and the firings within an hour of those that are due or held then. */
export async function readActive(signal) {
  const [{ schedules: active, next_token: next }, paused] = await Promise.all([listSchedules({ status: 'active', limit: MOST_ACTIVE }, signal), listSchedules({ status: 'paused', limit: MOST_ACTIVE }, signal)]);
  const schedules = [...active, ...paused.schedules];
  const isAlone = schedules.length === 0 && (await listSchedules({ limit: 1 }, signal)).schedules.length === 0;
  const from = whole(serverNow() + 1000);
  const to = whole(new Date(from).getTime() + HOUR);
  const upcoming = schedules.filter((it) => it.next_execution).sort((a, b) => (a.next_execution < b.next_execution ? -1 : 1));
  const soon = upcoming.filter((it) => it.next_execution < to);
  const held = schedules.filter((it) => it.blocked_by.length > 0 || it.skipped_count > 0);
  const ids = [...new Set([...soon, ...held].map((it) => it.schedule_id))];
  const parts = can('timeline') ? ids.slice(0, MOST_READ).map((_, i, all) => (i % IDS ? [] : all.slice(i, i + IDS))).filter((it) => it.length) : [];
  const pages = await Promise.all(parts.map((it) => readTimeline({ schedule_ids: it.join(), from, to, limit: MOST_FIRINGS }, signal)));
  const isCut = ids.length > MOST_READ || Boolean(next || paused.next_token) || pages.some((it) => it.next_token);
  return { count: active.length, isAll: !next, isAlone, from, upcoming, soon, firings: pages.flatMap((it) => it.items), isCut };
}

const KINDS = { run: 'run', skip: 'skipped', hold: 'held' };

const kindOf = (it) => (it.verdict !== 'skipped' ? 'run' : it.code === 'skip_requested' ? 'skip' : 'hold');

/** A bar for each five minutes, in which firings that run are filled, held ones empty and skipped ones crossed out. */
function Bars({ from, firings, isCut }) {
  const bars = Array.from({ length: BARS }, () => ({ run: 0, hold: 0, skip: 0 }));
  const start = new Date(from).getTime();
  firings.forEach((it) => { bars[Math.min(BARS - 1, Math.floor((new Date(it.scheduled_time) - start) / FIVE_MINUTES))][kindOf(it)] += 1; });
  const sum = (bar) => bar.run + bar.hold + bar.skip;
  const most = Math.max(...bars.map(sum));
  const total = (kind) => bars.reduce((all, it) => all + it[kind], 0);
  const at = (i) => minutes(start + i * FIVE_MINUTES, VIEWER);
  const peak = bars.findIndex((it) => sum(it) === most);
  const words = Object.entries(KINDS).filter(([kind]) => total(kind)).map(([kind, word]) => [kind, `${total(kind).toLocaleString('en')} ${word}`]);
  const text = `Firings within the hour: ${words.map(([, it]) => it).join(', ')}${isCut ? ', and more' : ''}. Most from ${at(peak)} to ${at(peak + 1)}: ${most}.`;
  return html`<figure class="hour"><svg viewBox=${`0 -1 ${BARS * WIDTH} ${HEIGHT + 2}`} role="img" aria-label=${text}>
    ${bars.map((bar, i) => {
      let y = HEIGHT;
      return ['run', 'hold', 'skip'].filter((kind) => bar[kind]).map((kind) => {
        const height = Math.max(4, (bar[kind] / most) * (HEIGHT - 8));
        y -= height;
        const [left, right] = [i * WIDTH + 2, (i + 1) * WIDTH - 2];
        return html`<path class=${kind} d=${`M${left} ${y}H${right}V${y + height}H${left}z${kind === 'skip' ? `L${right} ${y + height}` : ''}`} />`;
      });
    })}<path class="axis" d=${`M0 ${HEIGHT}H${BARS * WIDTH}`} /></svg>
    <p class="axis muted" aria-hidden="true"><span>${at(0)}</span><span>${at(BARS / 2)}</span><span>${at(BARS)}</span></p>
    <figcaption class="muted">${words.map(([kind, it], i) => html`${i > 0 && ' · '}<span class="nowrap"><svg class="swatch" viewBox="0 -1 12 12" aria-hidden="true"><path class=${kind} d=${`M1 0H11V10H1z${kind === 'skip' ? 'L11 10' : ''}`} /></svg> ${it}</span>`)}${isCut && ' · and more'}</figcaption></figure>`;
}

export function NextHour({ count, isAll, from, upcoming, soon, firings, isCut }) {
  const shown = (soon.length ? soon : upcoming).slice(0, MOST_SHOWN);
  const all = soon.length || upcoming.length;
  return html`
    ${firings.length > 0 && html`<${Bars} from=${from} firings=${firings} isCut=${isCut} />`}
    ${soon.length === 0 && html`<p class="muted">${upcoming.length ? 'Nothing runs within an hour. After that:' : 'No schedule has a next firing.'}</p>`}
    ${shown.map((it) => html`<div class="item" key=${it.schedule_id}><div><a href=${link(['schedules', it.schedule_id])}><bdi class="wrap">${it.name}</bdi></a><p class="muted"><${When} at=${it.next_execution} /></p></div></div>`)}
    ${all > shown.length && html`<p><a href=${link(['schedules'], { sort: 'next' })}>All ${all} in order</a></p>`}
    ${!isAll && html`<p class="muted">Of the newest ${count} active schedules.</p>`}`;
}
