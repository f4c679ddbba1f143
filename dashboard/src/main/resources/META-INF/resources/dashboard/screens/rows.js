// Rows of a list, of which only those on screen are in the page.
import { classes, html, useEffect, useLayoutEffect, useRef, useState } from '../lib.js';
import { link } from '../router.js';
import { Badge, SkipCount, When, shownStatus } from '../ui.js';
import { Labels } from './labels.js';
import { Recent } from './recent.js';

const MARGIN = 8;
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };

function useRowHeight() {
  const narrow = matchMedia('(max-width: 720px)');
  const [height, setHeight] = useState(narrow.matches ? 92 : 60);
  useEffect(() => {
    const read = () => setHeight(narrow.matches ? 92 : 60);
    narrow.addEventListener('change', read);
    return () => narrow.removeEventListener('change', read);
  }, []);
  return height;
}

/** @param select gets ids and whether they are to be selected */
export function Rows({ ids, store, position, selected, select, clear }) {
  const box = useRef(null);
  const height = useRowHeight();
  const [view, setView] = useState({ top: 0, size: 800 });
  useLayoutEffect(() => {
    const read = () => setView({ top: box.current.scrollTop, size: box.current.clientHeight });
    read();
    addEventListener('resize', read);
    return () => removeEventListener('resize', read);
  }, []);
  useLayoutEffect(() => {
    box.current.scrollTop = 0;
  }, [position]);
  const first = Math.max(0, Math.floor(view.top / height) - MARGIN);
  const last = Math.min(ids.length, Math.ceil((view.top + view.size) / height) + MARGIN);
  const shown = ids.slice(first, last);
  const anchor = useRef(null);
  const wanted = useRef(null);
  useEffect(() => store.look(shown));
  useLayoutEffect(() => {
    const { id, control } = wanted.current ?? {};
    const found = id && box.current.querySelector(`[data-id="${id}"] ${control}`);
    if (found) {
      wanted.current = null;
      found.focus({ preventScroll: true });
    }
  });

  /** Selects or deselects a row, with Shift all from the last one to it. */
  const pick = (id, isOn, isRange) => {
    const [a, b] = [ids.indexOf(anchor.current), ids.indexOf(id)];
    select(isRange && a >= 0 ? ids.slice(Math.min(a, b), Math.max(a, b) + 1) : [id], isOn);
    anchor.current = id;
  };
  const press = (e) => {
    const row = e.target.closest?.('[data-id]');
    if (e.key === 'Escape') {
      clear();
    } else if (e.key.toLowerCase() === 'a' && (e.ctrlKey || e.metaKey)) {
      e.preventDefault();
      select(ids, true);
    } else if (row && STEPS[e.key] && !e.ctrlKey && !e.altKey && !e.metaKey) {
      e.preventDefault();
      const from = ids.indexOf(row.dataset.id);
      const to = Math.min(Math.max(from + STEPS[e.key], 0), ids.length - 1);
      if (e.shiftKey) {
        select(ids.slice(Math.min(from, to), Math.max(from, to) + 1), true);
        anchor.current = ids[to];
      }
      wanted.current = { id: ids[to], control: e.target.matches('input') ? 'input' : '.name a' };
      const { scrollTop, clientHeight } = box.current;
      box.current.scrollTop = Math.min(Math.max(scrollTop, (to + 1) * height - clientHeight), to * height);
      setView({ top: box.current.scrollTop, size: clientHeight });
    }
  };
  return html`<div class="rows" ref=${box} role="region" aria-label="Schedules" tabindex="0" onKeyDown=${press} onScroll=${(e) => setView({ top: e.target.scrollTop, size: e.target.clientHeight })}>
    <ul style=${{ height: ids.length * height + 'px' }}>
      ${shown.map((id, i) => html`<${Row} key=${id} row=${store.rows.get(id)} top=${(first + i) * height} height=${height} place=${first + i + 1} of=${ids.length} isSelected=${selected.has(id)} pick=${pick} />`)}
    </ul>
  </div>`;
}

function Row({ row, top, height, place, of, isSelected, pick }) {
  const names = classes({ row: true, quiet: row.status === 'deleted' || row.status === 'completed', selected: isSelected });
  return html`<li class=${names} data-id=${row.schedule_id} style=${{ transform: `translateY(${top}px)`, height: height + 'px' }} aria-posinset=${place} aria-setsize=${of}>
    <label class="pick"><input type="checkbox" checked=${isSelected} onClick=${(e) => pick(row.schedule_id, e.target.checked, e.shiftKey)} /><span class="unseen">Select ${row.name}</span></label>
    <div class="name"><a href=${link(['schedules', row.schedule_id])}><bdi>${row.name}</bdi></a>
      <div class="about"><${Labels} labels=${row.labels} group=${row.group} most=${2} />${row.description && html`<span class="muted ellipsis"><bdi>${row.description}</bdi></span>`}</div></div>
    <div class="state"><${Badge} status=${shownStatus(row)} /><${Recent} schedule=${row} /></div>
    <div class="next"><${SkipCount} schedule=${row} />${row.next_execution ? html`<${When} at=${row.next_execution} timezone=${row.timezone} apart=${true} />` : html`<span class="muted ellipsis">${row.status_reason ?? (row.blocked_by[0]?.reason || 'no next firing')}</span>`}</div>
    <div class="rhythm"><code class="ellipsis">${row.schedule_expression}</code><span class="muted ellipsis">${row.timezone}</span></div>
  </li>`;
}
