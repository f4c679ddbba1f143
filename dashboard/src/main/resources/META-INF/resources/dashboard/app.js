// The frame of the page: navigation, clock, what is shown for each address.
import { ClockFace, can, useClock, useHealth } from './clock.js';
import { html, render, useEffect, useRef } from './lib.js';
import { link, useRoute } from './router.js';
import { Editor } from './screens/editor.js';
import { Group, Groups } from './screens/groups.js';
import { Overview } from './screens/overview.js';
import { Schedule } from './screens/schedule.js';
import { Schedules } from './screens/schedules.js';
import { TimeMachine } from './screens/timemachine.js';
import { Confirm, ErrorNote, Icon, Toasts } from './ui.js';

/** Returns the title and the screen of a route. */
function screenOf({ segments, query }, context) {
  const [first, id, action] = segments;
  if (first === undefined) {
    return ['Overview', html`<${Overview} local=${context.local} />`];
  }
  if (first === 'schedules' && id === undefined) {
    return ['Schedules', html`<${Schedules} query=${query} />`];
  }
  if (first === 'schedules' && action === undefined) {
    return ['Schedule', html`<${Schedule} key=${id} id=${id} query=${query} local=${context.local} />`];
  }
  if (first === 'schedules' && action === 'edit' && segments.length === 3) {
    return ['Edit a schedule', html`<${Editor} key=${'edit ' + id} id=${id} query=${query} />`];
  }
  if (first === 'groups' && !can('groups')) {
    return ['Groups', html`<section class="panel"><h1>Groups</h1><p>This stage runs a release without groups.</p></section>`];
  }
  if (first === 'groups' && id === undefined) {
    return ['Groups', html`<${Groups} />`];
  }
  if (first === 'groups' && action === undefined) {
    return ['Group', html`<${Group} key=${id} name=${id} query=${query} />`];
  }
  if (first === 'new' && id === undefined) {
    return ['New schedule', html`<${Editor} key="new" query=${query} />`];
  }
  if (first === 'time' && id === undefined) {
    return ['Time machine', html`<${TimeMachine} query=${query} clock=${context.clock} />`];
  }
  return ['Not found', html`<section class="panel"><h1>There is no such page</h1>
    <p>The address names no screen of this dashboard. <a href="#/">Go to the overview</a> or <a href="#/schedules">to the schedules</a>.</p></section>`];
}

function App() {
  const [route, held] = useRoute();
  const clock = useClock();
  const health = useHealth();
  const local = Boolean(clock.data && !clock.data.absent);
  const [title, screen] = screenOf(route, { clock, local });
  const main = useRef(null);
  const left = useRef(false);
  left.current = left.current && Boolean(held);
  const path = route.segments.join('/');

  useEffect(() => { document.title = title + ' · Schedules'; }, [title]);
  const isFirst = useRef(true);
  useEffect(() => {
    document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
    // A new screen starts at its top, also for screen readers.
    if (!isFirst.current) {
      scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
    isFirst.current = false;
  }, [path]);

  const tab = (to, label, isCurrent) => html`<a href=${link(to)} aria-current=${isCurrent ? 'page' : undefined}>${label}</a>`;
  const first = route.segments[0];
  return html`
    <a class="skip" href="#main" onClick=${(e) => { e.preventDefault(); main.current.focus(); }}>Skip to the content</a>
    <header class="top">
      <a class="brand" href="#/"><${Icon} name="clock" />Schedules${health.data ? html`<span class="stage">${health.data.stage}</span>` : ''}</a>
      <nav aria-label="Screens">
        ${tab([], 'Overview', first === undefined)}
        ${tab(['schedules'], 'Schedules', first === 'schedules')}
        ${can('groups') && tab(['groups'], 'Groups', first === 'groups')}
        ${tab(['new'], 'New', first === 'new')}
        ${(local || first === 'time') && tab(['time'], 'Time machine', first === 'time')}
      </nav>
      <${ClockFace} clock=${clock} />
    </header>
    <main id="main" ref=${main} tabindex="-1">
      ${clock.error && html`<${ErrorNote} error=${clock.error}><p>What is shown may be old. The page tries again by itself.</p><//>`}
      ${clock.data?.wentBack && html`<p class="note warn" role="status"><${Icon} name="alert" /><span>The server’s clock went back by ${clock.data.wentBack}: it was restarted with an earlier time.</span></p>`}
      ${health.data && health.data.dynamic_schedules !== 'enabled' && html`<p class="note warn"><${Icon} name="alert" /><span>This stage is ${health.data.dynamic_schedules}: changes are refused.</span></p>`}
      ${(clock.data || clock.error) && (health.data || health.error) ? screen : html`<p class="loading" role="status">Reading…</p>`}
    </main>
    ${held && html`<${Confirm} title="Leave without saving?" confirm="Leave" cancel="Stay" onConfirm=${() => { left.current = true; }} onClose=${() => (left.current ? held.leave() : held.stay())}>
      <p>What you have entered is not saved.</p><//>`}
    <${Toasts} />`;
}

const root = document.getElementById('app');
root.replaceChildren();
render(html`<${App} />`, root);
