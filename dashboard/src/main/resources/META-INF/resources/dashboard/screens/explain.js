// What an expression means while it is being written. Everything shown here was computed by the server.
import { explain } from '../api.js';
import { can } from '../clock.js';
import { classes, html, useEffect, useState } from '../lib.js';
import { useSettled } from '../poll.js';
import { local, short, VIEWER, wall } from '../time.js';
import { Action, Icon } from '../ui.js';

const KEYSTROKES = 120;
const COUNT = 10;

/** Returns the errors of the expression. A browser may use a timezone that the server does not know, and a group may be half typed. */
export const errorsOf = (result) => result.errors.filter((it) => it.field !== 'viewer_timezone' && it.field !== 'group');
const isUsable = (result) => Boolean(result) && !errorsOf(result).length;

/**
 * Returns the explanation of the latest text, and the latest one without errors.
 * { result, good, error }: error if the server could not be asked.
 */
export function useExplanation(definition) {
  const request = JSON.stringify({
    schedule_expression: definition.schedule_expression ?? '',
    timezone: definition.timezone || (definition.group ? undefined : 'UTC'),
    group: definition.group || undefined,
    viewer_timezone: VIEWER,
    start_date: definition.start_date || undefined,
    end_date: definition.end_date || undefined,
    count: COUNT,
  });
  const settled = useSettled(request, KEYSTROKES);
  const [state, setState] = useState({ result: null, good: null, error: null, of: '' });
  useEffect(() => {
    if (!can('explain')) {
      return undefined;
    }
    const controller = new AbortController();
    explain(settled, controller.signal)
      .then((response) => ({ ...response, timezone: JSON.parse(settled).timezone ?? 'Timezone of the group' }))
      .then((result) => setState((last) => ({ result, good: isUsable(result) ? result : last.good, error: null, of: settled })))
      .catch((error) => controller.signal.aborted || setState((last) => ({ ...last, error })));
    return () => controller.abort();
  }, [settled]);
  return { ...state, isCurrent: state.of === request };
}

/** The text with its fields marked; a click selects the field in the control. */
export function FieldMarks({ text, result, control }) {
  if (!result || !result.fields.length) {
    return '';
  }
  const parts = [];
  let at = 0;
  const select = (field) => {
    control.current?.focus();
    control.current?.setSelectionRange(field.from, field.to);
  };
  result.fields.forEach((field, i) => {
    const isWrong = result.errors.some((it) => it.from < field.to && it.to > field.from && it.field === field.name);
    parts.push(html`<span class="muted">${text.slice(at, field.from)}</span>`);
    parts.push(html`<button type="button" class=${classes({ mark: true, wrong: isWrong, ['tone' + (i % 3)]: true })} onClick=${() => select(field)}
      aria-label=${`${field.name} ${field.text}: ${field.meaning ?? 'invalid'}. Select it`}>${text.slice(field.from, field.to)}</button>`);
    at = field.to;
  });
  parts.push(html`<span class="muted">${text.slice(at)}</span>`);
  return html`<div class="marks">
    <p class="text wrap">${parts}</p>
    <dl>${result.fields.map((field, i) => html`<div class=${'tone' + (i % 3)}><dt>${field.name}</dt><dd>${field.meaning ?? html`<span class="bad"><${Icon} name="cross" />invalid</span>`}</dd></div>`)}</dl>
  </div>`;
}

/** Returns an error with what would correct it. */
export const sentence = ({ message, fix }) => message + '.' + (fix ? ' ' + fix + (fix.endsWith('?') ? '' : '.') : '');

/** Errors of the text with a button for each correction that the server offers as a whole expression. */
export function ExplainErrors({ errors, text, onUse }) {
  return errors.map((error) => {
    const offer = /^Write ((?:cron|rate|at)\(.*?\))/.exec(error.fix ?? '');
    const place = text.slice(error.from, error.to);
    return html`<p class="error wrap"><${Icon} name="cross" /><span>
      ${error.field !== 'schedule_expression' && html`<strong>${error.field}${place ? html` <code>${place}</code>` : ''}:</strong> `}${sentence(error)}
      ${offer && html` <button type="button" class="button small" onClick=${() => onUse(offer[1])}>Use ${offer[1]}</button>`}
    </span></p>`;
  });
}

const MARKS = { gap: ['skip', 'Clocks skip this'], overlap: ['clock', 'First of two'] };

/** Returns the words of a verdict: whether a firing runs, and what holds it back. */
function verdictOf(firing) {
  if (firing.verdict === 'runs') {
    return ['ok', 'check', 'runs'];
  }
  if (firing.mark === 'gap') {
    return ['muted', 'dash', 'does not exist'];
  }
  return firing.code === 'skip_requested' ? ['held', 'skip', 'will be skipped']
    : ['held', /paused/.test(firing.code ?? '') ? 'pause' : 'skip', 'held: ' + (firing.code ?? 'skipped').replaceAll('_', ' ')];
}

/**
 * The next firings in the schedule's timezone, in UTC and in the viewer's.
 *
 * @param skips {times, onSkip, onUnskip}: the skipped times, and what skips a firing or lets it run; absent for neither
 */
export function Firings({ result, timezone, skips }) {
  if (!result.firings.length) {
    return html`<p class="note warn"><${Icon} name="alert" /><span>No firing is left.</span></p>`;
  }
  const showsViewer = VIEWER !== timezone && VIEWER !== 'UTC';
  const showsUtc = timezone !== 'UTC';
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Next firings"><table class="firings">
    <thead><tr><th scope="col">${timezone}</th><th scope="col">Verdict</th>${showsUtc && html`<th scope="col" class="zone">UTC</th>`}${showsViewer && html`<th scope="col" class="zone">You (${VIEWER})</th>`}${skips && html`<th scope="col"><span class="unseen">Skip</span></th>`}</tr></thead>
    <tbody>${result.firings.map((it) => {
      const [icon, words] = MARKS[it.mark] || [];
      const runs = it.verdict === 'runs';
      const [tone, shape, verdict] = verdictOf(it);
      const why = it.code === 'skip_requested' && (it.reason ?? '').replace(/^skip_requested(: )?/, '');
      return html`<tr class=${classes({ skipped: !runs })}>
        <td class="nowrap">${wall(it.local_time)}</td>
        <td><span class=${tone} title=${it.reason}><${Icon} name=${shape} />${verdict}</span>
          ${why && html`<p class="why wrap"><bdi>${why}</bdi></p>`}
          ${icon && html`<span class="clockchange" title=${it.reason}><${Icon} name=${icon} />${words}</span>`}</td>
        ${showsUtc && html`<td class="nowrap zone" title=${local(it.scheduled_time, 'UTC')}>${it.scheduled_time ? short(it.scheduled_time, 'UTC') : '—'}</td>`}
        ${showsViewer && html`<td class="nowrap zone" title=${it.scheduled_time ? local(it.scheduled_time, VIEWER) : ''}>${it.scheduled_time ? short(it.scheduled_time, VIEWER) : '—'}</td>`}
        ${skips && html`<td>${it.scheduled_time && html`<${SkipButton} time=${it.scheduled_time} words=${wall(it.local_time)} ...${skips} />`}</td>`}
      </tr>`;
    })}</tbody>
  </table></div>`;
}

function SkipButton({ time, words, times, onSkip, onUnskip }) {
  return times.has(time)
    ? html`<${Action} kind="small" aria-label=${`Unskip ${words}`} run=${() => onUnskip(time)}>Unskip<//>`
    : html`<button type="button" class="button small" aria-label=${`Skip ${words}`} onClick=${() => onSkip(time)}>Skip…</button>`;
}

/** The preview beside the form. While the text has errors, the last good preview stays, dimmed. */
export function Preview({ explanation }) {
  const { result, good, error } = explanation;
  const shown = isUsable(result) ? result : good;
  if (error && !shown) {
    return html`<p class="note bad" role="alert"><${Icon} name="alert" /><span>The preview could not be read. ${error.message}</span></p>`;
  }
  if (!shown) {
    return html`<p class="muted">${can('explain') ? 'The next ten firings appear here as soon as the expression is complete.' : 'This stage runs a release without previews while typing.'}</p>`;
  }
  const isOld = Boolean(error) || !isUsable(result);
  return html`<div class=${classes({ preview: true, dimmed: isOld })}>
    <p class="words" aria-live="polite">${shown.expression_description}${shown.firings_per_month === null ? '' : html` <span class="muted">about ${shown.firings_per_month.toLocaleString('en')} a month</span>`}</p>
    ${isOld && html`<p class="hint"><${Icon} name="clock" />${error ? 'The server cannot be reached. ' : ''}Preview of the last valid text, <code>${shown.canonical}</code>.</p>`}
    <${Firings} result=${shown} timezone=${shown.timezone} />
    ${shown.warnings.length > 0 && html`<ul class="warnings">${shown.warnings.map((it) => html`<li><${Icon} name="alert" /><span>${it}</span></li>`)}</ul>`}
  </div>`;
}
