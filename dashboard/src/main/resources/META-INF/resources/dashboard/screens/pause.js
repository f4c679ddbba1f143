// The dialog that pauses a schedule or a group, and how a pause is described.
import { html, useState } from '../lib.js';
import { VIEWER } from '../time.js';
import { Confirm, When } from '../ui.js';

/** Returns the instant of a local time in the browser's timezone; undefined for an empty text. */
const instant = (text) => (text ? new Date(text).toISOString().replace('.000Z', 'Z') : undefined);

/**
 * Asks for the end of a pause and its reason, for a group for its start, too.
 *
 * @param onPause gets {from, until, reason}; what was left empty is undefined
 */
export function PauseDialog({ title, hasFrom, onPause, onClose, children }) {
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [reason, setReason] = useState('');
  const time = (id, label, value, set) => html`<div class="field"><label for=${id}>${label}</label>
    <input id=${id} type="datetime-local" value=${value} onInput=${(e) => set(e.target.value)} /></div>`;
  const pause = () => onPause({ from: instant(from), until: instant(until), reason: reason.trim() || undefined });
  return html`<${Confirm} title=${title} confirm="Pause" kind="primary" onConfirm=${pause} onClose=${onClose}>
    ${children}
    ${hasFrom && time('pause-from', 'From; empty for at once', from, setFrom)}
    ${time('pause-until', 'Until; empty for until it is resumed', until, setUntil)}
    <p class="hint">Times are in ${VIEWER}. A firing at the end itself runs.</p>
    <div class="field"><label for="pause-reason">Reason</label><input id="pause-reason" maxlength="200" value=${reason} onInput=${(e) => setReason(e.target.value)} /></div>
  <//>`;
}

/** Returns what holds a schedule back, e.g. "group billing until …: maintenance". */
export function Block({ block, timezone }) {
  const group = block.source.startsWith('group:') ? block.source.slice('group:'.length) : null;
  return html`${group ? html`its group <a href=${'#/groups/' + encodeURIComponent(group)}>${group}</a> is paused` : 'it is paused'}${block.until ? html` until <${When} at=${block.until} timezone=${timezone} />` : ''}${block.reason ? html` (<bdi class="wrap">${block.reason}</bdi>)` : ''}`;
}
