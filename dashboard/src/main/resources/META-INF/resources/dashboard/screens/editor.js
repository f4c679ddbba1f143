// Creates or replaces a schedule. The form and the JSON text are two views of one object.
import { byField, createSchedule, readSchedule, replaceSchedule } from '../api.js';
import { serverNow } from '../clock.js';
import { html, useCallback, useEffect, useMemo, useRef, useState } from '../lib.js';
import { changed } from '../poll.js';
import { go, link, setQuery, useUnsaved } from '../router.js';
import { timezones } from '../time.js';
import { Action, ErrorNote, Field, Icon, described, toast } from '../ui.js';
import { errorsOf, ExplainErrors, FieldMarks, Preview, sentence, useExplanation } from './explain.js';
import { More, Payload } from './fields.js';
import { POLICY_FIELDS, RunPolicy } from './policy.js';
import { startFrom, starters } from './starters.js';

/** The fields of a definition, in the order of the form. All others in a response are read-only. */
const FIELDS = ['name', 'schedule_expression', 'timezone', 'target_type', 'target_topic_arn', 'payload', 'description',
  'start_date', 'end_date', 'flexible_time_window_minutes', 'retry_policy', 'run_policy', 'arguments', 'labels', 'group', 'status'];

const PAUSE_BEFORE_ERRORS = 600;

/** Returns what a PUT takes of a response: the definition, without what is null. */
export function definitionOf(schedule) {
  return Object.fromEntries(FIELDS.filter((it) => it !== 'status' && schedule[it] !== null && schedule[it] !== undefined && !(it === 'labels' && !Object.keys(schedule.labels).length))
    .map((it) => [it, schedule[it]]));
}

/** What a new schedule starts from, as a text: a starter, a group or both. */
const startOf = ({ starter = '', group = '' }) => link([], { starter, group });

export function Editor({ id, query }) {
  const [read, setRead] = useState(null);
  const [error, setError] = useState(null);
  const reload = async () => {
    try {
      const { data, etag } = await readSchedule(id);
      setRead({ definition: definitionOf(data), etag, status: data.status, readAt: Date.now() });
      setError(null);
    } catch (e) {
      setError(e);
    }
  };
  useEffect(() => {
    if (id) {
      reload();
    }
  }, [id]);
  const started = useMemo(() => ({ definition: startFrom(query.starter, query.group, serverNow()), readAt: startOf(query) }), [startOf(query)]);
  const loaded = id ? read : started;
  if (error && !loaded) {
    return html`<h1>Edit a schedule</h1><${ErrorNote} error=${error}><p><button class="link" onClick=${reload}>Try again</button> or <a href="#/schedules">choose another schedule</a>.</p><//>`;
  }
  if (!loaded) {
    return html`<p class="loading" role="status">Reading…</p>`;
  }
  return html`<${Form} key=${loaded.readAt} id=${id} query=${query} loaded=${loaded} reload=${reload} />`;
}

function Form({ id, query, loaded, reload }) {
  const [definition, setDefinition] = useState(loaded.definition);
  const [broken, setBroken] = useState({});
  const [refusal, setRefusal] = useState(null);
  const errors = useMemo(() => (refusal && refusal.details ? byField(refusal.details, [...POLICY_FIELDS, ...FIELDS]) : {}), [refusal]);
  const change = (field, value) => {
    setDefinition((last) => {
      const next = { ...last, [field]: value };
      if (value === undefined || value === '') {
        delete next[field];
      }
      return next;
    });
    setRefusal(null);
  };
  const isJson = query.view === 'json';
  const setBrokenAt = (field, it) => setBroken((last) => ({ ...last, [field]: it }));
  const isBroken = Object.values(broken).some(Boolean);
  const form = useRef(null);
  const [isSaved, setSaved] = useState(false);
  const isUnsaved = !isSaved && (isBroken || JSON.stringify(definition) !== JSON.stringify(loaded.definition));
  const path = [id ? 'schedules' : 'new', id, id && 'edit'].filter(Boolean).join('/');
  // Another view of the same input is no other place, unless it would lose a text that cannot be read; another start is.
  const staysAt = useCallback((next) => next.segments.join('/') === path && startOf(next.query) === startOf(query) && (!isBroken || (next.query.view === 'json') === isJson), [path, startOf(query), isBroken, isJson]);
  useUnsaved(isUnsaved, staysAt);
  const target = useRef(null);
  useEffect(() => {
    if (isSaved) {
      go(['schedules', target.current]);
    }
  }, [isSaved]);

  const correctFirst = `Correct the ${broken.labels ? 'labels' : 'JSON'} first.`;
  const refuse = () => {
    toast(correctFirst, { tone: 'bad', about: 'broken' });
    form.current?.querySelector(broken.labels ? 'fieldset.invalid input' : 'textarea[aria-invalid=true]')?.focus();
  };
  const show = (view) => (isBroken ? refuse() : setQuery({ view }));

  async function save(overwrite) {
    if (isBroken) {
      return refuse();
    }
    setRefusal(null);
    try {
      const response = id
        ? await replaceSchedule(id, definition, overwrite ? null : loaded.etag)
        : await createSchedule(definition);
      changed();
      toast({ 200: id ? 'Saved.' : 'This schedule exists already with exactly this definition.', 201: 'Created.', 202: 'Accepted, but not confirmed yet. It shows as pending until it is.' }[response.status] ?? 'Saved.');
      target.current = response.data.schedule_id;
      setSaved(true);
    } catch (e) {
      setRefusal(e);
    }
  }

  useEffect(() => {
    if (refusal) {
      form.current?.querySelector('[aria-invalid=true], .note.bad')?.scrollIntoView({ block: 'center' });
    }
  }, [refusal]);

  const explanation = useExplanation(definition);
  return html`
    <div class="title"><h1>${id ? html`Edit <span class="wrap">${definition.name}</span>` : 'New schedule'}</h1>
      <div class="tabs" role="group" aria-label="View">
        <button type="button" aria-pressed=${!isJson} onClick=${() => show('')}>Form</button>
        <button type="button" aria-pressed=${isJson} onClick=${() => show('json')}>JSON</button>
      </div></div>
    ${!id && html`<div class="starters compact" role="group" aria-label="Start from">${starters.map((it) => html`<a key=${it.id} class="chip" aria-current=${query.starter === it.id} href=${link(['new'], { ...query, starter: it.id })}>${it.title}</a>`)}</div>`}
    <form ref=${form} class="editor" novalidate onSubmit=${(e) => e.preventDefault()} onKeyDown=${(e) => (e.ctrlKey || e.metaKey) && e.key === 'Enter' && save(false)}>
      <div class="panel">
        ${refusal && html`<${Refusal} refusal=${refusal} rest=${errors['']} id=${id} reload=${reload} overwrite=${() => save(true)} />`}
        ${isJson
          ? html`<${JsonView} definition=${definition} setDefinition=${(it) => { setDefinition(it); setRefusal(null); }} setBroken=${setBrokenAt} errors=${errors} />`
          : html`<${Fields} id=${id} definition=${definition} change=${change} errors=${errors} explanation=${explanation} setBroken=${setBrokenAt} />`}
        <div class="buttons">
          <${Action} kind="primary" run=${() => save(false)}>${id ? 'Save' : 'Create'}<//>
          <a class="button" href=${id ? link(['schedules', id]) : '#/schedules'}>Cancel</a>
          ${isBroken && html`<span class="error"><${Icon} name="cross" />${correctFirst}</span>`}
        </div>
      </div>
      <section class="panel side" aria-labelledby="preview-title">
        <header><h2 id="preview-title">When it fires</h2></header>
        <${Preview} explanation=${explanation} />
      </section>
    </form>`;
}

/** Why the server refused, and what can be done about it. */
function Refusal({ refusal, rest, id, reload, overwrite }) {
  if (refusal.status === 412) {
    return html`<div class="note warn" role="alert"><${Icon} name="alert" /><div><strong>Someone changed this schedule after you opened it.</strong>
      <p class="buttons"><button type="button" class="button" onClick=${reload}>Discard mine, show theirs</button><${Action} kind="danger" run=${overwrite}>Save mine over it<//></p></div></div>`;
  }
  if (refusal.code === 'schedule_name_conflict') {
    const existing = /sched_[0-9a-f]+/.exec(refusal.details);
    return html`<div class="note bad" role="alert"><${Icon} name="alert" /><div><strong>${refusal.message}.</strong>
      ${existing && html`<p><a href=${link(['schedules', existing[0]])}>Open the existing one</a>, or choose another name.</p>`}</div></div>`;
  }
  const shown = refusal.status === 400 && refusal.details ? { message: rest ? refusal.message : 'Some fields need a correction.', details: rest } : refusal;
  return html`<${ErrorNote} error=${shown}>${refusal.code === 'schedule_deleted' && html`<p>It can be created again under the same name.</p>`}<//>`;
}

function Fields({ id, definition, change, errors: refused, explanation, setBroken }) {
  const [problems, hurry] = useProblems(definition, explanation);
  const ofField = (it) => it.field !== 'schedule_expression' && FIELDS.includes(it.field);
  const errors = { ...Object.fromEntries(problems.filter(ofField).map((it) => [it.field, sentence(it)])), ...refused };
  return html`
    <${Field} id="name" label="Name" error=${errors.name} hint=${id ? 'A name cannot change.' : 'Unique on this stage.'}>
      <input ...${described('name', errors.name)} value=${definition.name ?? ''} readonly=${Boolean(id)} autocomplete="off" spellcheck=${false} maxlength="100" onInput=${(e) => change('name', e.target.value)} />
    <//>
    <${Expression} definition=${definition} change=${change} error=${errors.schedule_expression} explanation=${explanation} problems=${problems.filter((it) => !ofField(it))} hurry=${hurry} />
    <${Field} id="timezone" label="Timezone" error=${errors.timezone} hint="A place, such as Europe/Berlin. Summer time is taken care of.">
      <input ...${described('timezone', errors.timezone)} list="timezones" value=${definition.timezone ?? ''} placeholder=${definition.group ? 'the group’s, or UTC' : 'UTC'} autocomplete="off" spellcheck=${false} onInput=${(e) => change('timezone', e.target.value)} onBlur=${hurry} />
      <datalist id="timezones">${zones.map((it) => html`<option value=${it} />`)}</datalist>
    <//>
    <${Field} id="target_type" label="Target" error=${errors.target_type}>
      <select ...${described('target_type', errors.target_type)} value=${definition.target_type ?? ''} onChange=${(e) => { change('target_type', e.target.value); if (e.target.value !== 'custom') change('target_topic_arn', undefined); }}>
        <option value="notification">Notification</option><option value="web_action">Web action</option><option value="custom">Custom topic</option>
      </select>
    <//>
    ${definition.target_type === 'custom' && html`<${Field} id="target_topic_arn" label="Topic ARN" error=${errors.target_topic_arn} hint="One that this stage allows.">
      <input ...${described('target_topic_arn', errors.target_topic_arn)} value=${definition.target_topic_arn ?? ''} spellcheck=${false} placeholder="arn:aws:sns:…" onInput=${(e) => change('target_topic_arn', e.target.value)} />
    <//>`}
    <${Payload} field="payload" label="Payload" hint="A JSON object. It is sent as it is." definition=${definition} change=${change} error=${errors.payload} setBroken=${setBroken} />
    <${RunPolicy} definition=${definition} change=${change} errors=${errors} />
    <${More} id=${id} definition=${definition} change=${change} errors=${errors} setBroken=${setBroken} />`;
}

const zones = timezones();

/** Returns the errors of the explanation once the typing rests, and what shows them at once, for a control that is left. */
function useProblems({ schedule_expression: text, timezone, start_date: start, end_date: end }, { result, isCurrent }) {
  const [isQuiet, setQuiet] = useState(false);
  useEffect(() => {
    setQuiet(false);
    const timer = setTimeout(() => setQuiet(true), PAUSE_BEFORE_ERRORS);
    return () => clearTimeout(timer);
  }, [text, timezone, start, end]);
  return [isQuiet && isCurrent && result && text ? errorsOf(result) : [], () => setQuiet(true)];
}

/** The expression with its explanation. */
function Expression({ definition, change, error, explanation: { result, isCurrent }, problems, hurry }) {
  const text = definition.schedule_expression ?? '';
  const control = useRef(null);
  const isWrong = Boolean(error) || problems.length > 0;
  return html`<div class=${isWrong ? 'field invalid' : 'field'}>
    <label for="schedule_expression">When</label>
    <input ref=${control} id="schedule_expression" class="code" value=${text} aria-invalid=${isWrong} aria-describedby="schedule_expression-error" autocomplete="off" autocapitalize="off" spellcheck=${false}
      placeholder="cron(0 6 * * ? *), rate(5 minutes), at(2030-01-31T12:00:00)" onInput=${(e) => change('schedule_expression', e.target.value)} onBlur=${hurry} />
    <${FieldMarks} text=${text} result=${isCurrent ? result : null} control=${control} />
    <div id="schedule_expression-error" aria-live="polite">
      <${ExplainErrors} errors=${problems} text=${text} onUse=${(it) => change('schedule_expression', it)} />
      ${error && !problems.length && html`<p class="error wrap"><${Icon} name="cross" />${error}</p>`}
    </div>
  </div>`;
}

/** The whole definition as text. */
function JsonView({ definition, setDefinition, setBroken, errors }) {
  const listed = Object.entries(errors).filter(([field]) => field).map(([field, it]) => `${field}: ${it}`).join('; ');
  return html`<${Payload} field="json" label="Definition" whole=${true} hint="The body of POST and PUT." definition=${{ json: definition }} change=${(_, it) => setDefinition(it)} error=${listed} setBroken=${setBroken} />`;
}
