// The local runtime's clock, faults, topics and dead letters. A deployed stage has none of this.
import { call, get } from '../api.js';
import { advance, useAdvancing, useNow } from '../clock.js';
import { html, useEffect, useRef, useState } from '../lib.js';
import { changed, usePoll } from '../poll.js';
import { setQuery } from '../router.js';
import { VIEWER, clockTime, timezones } from '../time.js';
import { Action, Icon, Panel, Polled, failed, toast } from '../ui.js';
import { Message, pretty } from './executions.js';

const STEPS = [['PT1M', '+1 min'], ['PT1H', '+1 h'], ['P1D', '+1 d'], ['P30D', '+30 d']];
const SPEEDS = [['PT1M', '1 minute'], ['PT10M', '10 minutes'], ['PT1H', '1 hour'], ['P1D', '1 day']];
const SECOND = 1_000;
const SHOWN = 50;

export function TimeMachine({ query, clock }) {
  if (clock.data?.absent) {
    return html`<h1>Time machine</h1><p class="panel">This stage has no clock to advance: only the local runtime has one. <a href="#/">To the overview</a></p>`;
  }
  return html`<h1>Time machine</h1>
    <${Clock} query=${query} mode=${clock.data?.mode} />
    <div class="grid two"><${Topics} query=${query} /><${Faults} /></div>`;
}

function Clock({ query, mode }) {
  const now = useNow();
  const at = new Date(now).toISOString();
  const zone = query.zone && zones.includes(query.zone) ? query.zone : VIEWER;
  const [isPlaying, setPlaying] = useState(false);
  const isWaiting = useAdvancing() && !isPlaying;
  const [speed, setSpeed] = useState('PT10M');
  useEffect(() => {
    if (!isPlaying) {
      return undefined;
    }
    let stopped = false;
    let timer = 0;
    const step = async () => {
      try {
        if (!document.hidden) {
          await advance(speed);
        }
        timer = stopped ? 0 : setTimeout(step, SECOND);
      } catch (error) {
        failed(error);
        setPlaying(false);
      }
    };
    step();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [isPlaying, speed]);
  const jump = async (duration, words) => {
    await advance(duration);
    toast(`The clock is advanced by ${words.slice(1)}; everything that fell due has run.`);
  };
  return html`<${Panel} id="clock" title="Clock" aside=${html`<span class="muted">${mode === 'manual' ? 'Manual: it stands until you advance it.' : mode === 'fast' ? 'Runs faster than real time.' : mode === 'real' ? 'Runs in real time.' : ''}</span>`}>
    <div class="faces">
      <p class="face"><span class="muted">UTC</span><strong>${clockTime(at, 'UTC')}</strong></p>
      <p class="face"><label class="muted" for="zone">In</label> <select id="zone" value=${zone} onChange=${(e) => setQuery({ zone: e.target.value }, { replace: true })}>${zones.map((it) => html`<option value=${it}>${it}</option>`)}</select><strong>${clockTime(at, zone)}</strong></p>
    </div>
    <div class="buttons">
      ${STEPS.map(([duration, words]) => html`<${Action} aria-disabled=${isWaiting || isPlaying} run=${() => !isWaiting && !isPlaying && jump(duration, words)}>${words}<//>`)}
      <button type="button" class="button primary" aria-pressed=${isPlaying} aria-disabled=${isWaiting} onClick=${() => !isWaiting && setPlaying(!isPlaying)}><${Icon} name=${isPlaying ? 'pause' : 'play'} />${isPlaying ? 'Pause' : 'Play'}</button>
      <label class="inline">each second is <select value=${speed} onChange=${(e) => setSpeed(e.target.value)}>${SPEEDS.map(([duration, words]) => html`<option value=${duration}>${words}</option>`)}</select></label>
    </div>
    <p class="hint" role="status">${isWaiting ? 'The clock is advancing, and everything that falls due runs; the clock shows how far it is.' : 'The clock only goes forward. Everything that falls due on the way runs at its own time, in order.'}</p>
  <//>`;
}

const zones = [...new Set([VIEWER, ...timezones()])];

const DEAD = 'dead-letters';

function Topics({ query }) {
  const topics = usePoll((signal) => get('/local/topics', signal), [], { every: 60_000 });
  const names = [...(topics.data?.topics ?? []), DEAD];
  const chosen = query.topic && names.includes(query.topic) ? query.topic : 'notifications';
  return html`<${Panel} id="topics" title="Messages">
    <div class="chips" role="group" aria-label="Topic">${names.map((it) => html`<button type="button" class="chip" aria-pressed=${it === chosen} onClick=${() => setQuery({ topic: it })}>${it === DEAD ? 'Dead letters' : it.replace(/^arn:.*:/, '')}</button>`)}</div>
    ${chosen === DEAD ? html`<${DeadLetters} />` : html`<${Messages} key=${chosen} topic=${chosen} />`}
  <//>`;
}

function Messages({ topic }) {
  const poll = usePoll((signal) => get(`/local/topics/${encodeURIComponent(topic)}/messages`, signal), [topic], { every: 10_000 });
  return html`<${Polled} poll=${poll} what="The topic">${({ messages }) => html`
    <p class="muted">${messages.length ? `${messages.length === 1 ? 'One message' : messages.length.toLocaleString('en') + ' messages, newest first'}${messages.length > SHOWN ? `; the newest ${SHOWN} are shown` : ''}.` : 'No message was published here yet. Advance the clock, or run a schedule now.'}</p>
    <ul class="messages">${messages.slice(-SHOWN).reverse().map((it) => html`<li key=${it.message_id}><details><summary><span class="nowrap">${it.received_at}</span> <bdi class="ellipsis">${nameOf(it)}</bdi></summary><${Message} message=${it} /></details></li>`)}</ul>`}<//>`;
}

function nameOf(message) {
  try {
    const envelope = JSON.parse(message.message);
    return envelope.schedule_name ?? envelope.action ?? message.message_id;
  } catch {
    return message.message_id;
  }
}

function DeadLetters() {
  const poll = usePoll((signal) => get('/local/dead-letters', signal), []);
  const redrive = async () => {
    const { data } = await call('POST', '/local/dead-letters/redrive', { body: {} });
    changed();
    toast(data.redriven === 1 ? 'One dead letter is redriven.' : `${data.redriven} dead letters are redriven.`);
  };
  return html`<${Polled} poll=${poll} what="The dead-letter queue">${({ dead_letters: letters }) => html`
    <div class="buttons"><p class="muted grow">${letters.length ? `${letters.length === 1 ? 'One dead letter' : letters.length + ' dead letters, oldest first'}.` : 'No dead letter. One arrives when a delivery has used up its retries.'}</p>
      ${letters.length > 0 && html`<${Action} kind="primary" run=${redrive}>Redrive all<//>`}</div>
    <ul class="messages">${letters.slice(0, SHOWN).map((it) => html`<li key=${it.id}><details><summary><span class="nowrap">${it.parked_at}</span> <span class="ellipsis">${it.queue}: ${it.reason}</span></summary>
      <p class="wrap">${it.reason}</p><pre class="code wrap" tabindex="0"><bdi>${pretty(JSON.stringify(it.event))}</bdi></pre></details></li>`)}</ul>`}<//>`;
}

const FAULTS = {
  caller: ['scheduler', 'api', 'engine', 'any'],
  target: ['topics', 'store', 'engine', 'function'],
  error: ['throttled', 'timeout_before', 'timeout_after', 'timeout_late', 'timeout_slow', 'crash_before', 'crash_after'],
};

function Faults() {
  const poll = usePoll((signal) => get('/local/faults', signal), []);
  const form = useRef(null);
  const send = async () => {
    const values = Object.fromEntries(new FormData(form.current));
    await call('POST', '/local/faults', { body: { ...values, times: Number(values.times) } });
    changed();
    toast('The fault is set. Run a schedule now, or advance the clock, to see it.');
  };
  const clear = async () => {
    await call('DELETE', '/local/faults');
    changed();
  };
  const select = (name, label) => html`<label><span>${label}</span><select name=${name}>${FAULTS[name].map((it) => html`<option>${it}</option>`)}</select></label>`;
  return html`<${Panel} id="faults" title="Inject a fault">
    <p class="muted">Makes the next calls fail, to see how the system recovers.</p>
    <form ref=${form} class="filters" onSubmit=${(e) => e.preventDefault()}>
      ${select('caller', 'Calls of')}${select('target', 'to')}
      <label><span>Operation</span><input name="operation" value="*" spellcheck=${false} /></label>
      ${select('error', 'fail with')}
      <label><span>Times</span><input name="times" type="number" min="1" max="1000000" value="1" /></label>
      <${Action} run=${send}>Set<//>
    </form>
    <${Polled} poll=${poll} what="The faults">${({ faults }) => faults.length === 0
      ? html`<p class="muted">No fault is set.</p>`
      : html`<ul>${faults.map((it) => html`<li>${it.caller} to ${it.target} (${it.operation}): ${it.error}, ${it.times === 1 ? 'once' : it.times + ' times'}</li>`)}</ul><${Action} kind="small" run=${clear}>Clear all<//>`}<//>
  <//>`;
}
