// The dialog that pauses a group, the fields of a pause, and how one is described.
import { serverNow } from '../clock.js';
import { html, useState } from '../lib.js';
import { VIEWER, local } from '../time.js';
import { Confirm, ReasonField, When } from '../ui.js';

/** Returns the instant of a local time in the browser's timezone, or of an instant; undefined for an empty text. */
export const instant = (text) => (text ? new Date(text).toISOString().replace('.000Z', 'Z') : undefined);

/** Returns the text of a control, which is without an offset, for an instant; a text that was typed as it is. */
function typed(value) {
  const date = new Date(value);
  return value.endsWith('Z') ? new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16) : value;
}

export function TimeField({ id, label, value, set }) {
  return html`<div class="field"><label for=${id}>${label}</label>
    <input id=${id} type="datetime-local" value=${typed(value)} onInput=${(e) => set(e.target.value)} /></div>`;
}

/** Returns the times that are offered as the end of a pause, after the server's clock. Instants, because clocks that go back show a time twice. */
function offers() {
  const at = (change) => {
    const date = new Date(serverNow());
    change(date);
    date.setUTCSeconds(0, 0);
    return instant(date);
  };
  return {
    'In one hour': at((it) => it.setTime(it.getTime() + 3_600_000)),
    'Tomorrow, 09:00': at((it) => { it.setDate(it.getDate() + 1); it.setHours(9, 0); }),
    'Monday, 09:00': at((it) => { it.setDate(it.getDate() + ((8 - it.getDay()) % 7 || 7)); it.setHours(9, 0); }),
  };
}

/** The end of a pause. */
export function UntilField({ value, set }) {
  return html`<${TimeField} id="pause-until" label="Until; empty for until it is resumed" value=${value} set=${set} />
    <div class="chips">${Object.entries(offers()).map(([words, it]) => html`<button type="button" class="chip" aria-pressed=${it === value} onClick=${() => set(it)}>${words}</button>`)}</div>
    <p class="hint">Times are in ${VIEWER}.${value.endsWith('Z') && ` It ends on ${local(value, VIEWER)}.`} A firing at the end itself runs.</p>`;
}

/**
 * Asks for start, end and reason of a group's pause.
 *
 * @param onPause gets {from, until, reason}; what was left empty is undefined
 */
export function PauseDialog({ title, onPause, onClose, children }) {
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [reason, setReason] = useState('');
  const pause = () => onPause({ from: instant(from), until: instant(until), reason: reason.trim() || undefined });
  return html`<${Confirm} title=${title} confirm="Pause" kind="primary" onConfirm=${pause} onClose=${onClose}>
    ${children}
    <${TimeField} id="pause-from" label="From; empty for at once" value=${from} set=${setFrom} />
    <${UntilField} value=${until} set=${setUntil} />
    <${ReasonField} value=${reason} set=${setReason} />
  <//>`;
}

/** Returns what holds a schedule back, e.g. "group billing until …: maintenance". */
export function Block({ block, timezone }) {
  const group = block.source.startsWith('group:') ? block.source.slice('group:'.length) : null;
  return html`${group ? html`its group <a href=${'#/groups/' + encodeURIComponent(group)}>${group}</a> is paused` : 'it is paused'}${block.until ? html` until <${When} at=${block.until} timezone=${timezone} />` : ''}${block.reason ? html` (<bdi class="wrap">${block.reason}</bdi>)` : ''}`;
}
