// Changes of what the user saw: what someone else changed meanwhile is shown first, and overwritten only when asked again.
import { ApiError } from '../api.js';
import { html, useState } from '../lib.js';
import { changed } from '../poll.js';
import { Icon } from '../ui.js';
import { Fields, WORDS } from './changes.js';

const MOST_TRIES = 8;

/**
 * Sends a change of a version, which may be accepted and not there yet, and returns the response with the record before and
 * the version that it leads to.
 *
 * @param send gets the etag
 */
export async function sendAt(version, read, send, tries = 1) {
  const { data: before, etag } = await read();
  if (before.version === version) {
    const response = await send(etag);
    return { ...response, before, version: response.status === 202 ? version + 1 : response.data.version };
  }
  if (before.version > version || tries === MOST_TRIES) {
    throw new ApiError(412, 'version_conflict', 'Someone changed it meanwhile.', '', 0);
  }
  await new Promise((done) => setTimeout(done, tries * 500));
  return sendAt(version, read, send, tries + 1);
}

/**
 * Returns [send, note] of a dialog. send makes a change of the version that was shown when the dialog opened; then gets the
 * response. If someone changed that meanwhile, send returns false, the note says what, and the next send goes on.
 */
export function useAsShown(shown, read, readChanges) {
  const [{ version, theirs }, setSeen] = useState({ version: shown.version });
  const send = async (change, then) => {
    try {
      then(await sendAt(version, read, change));
      changed();
      return true;
    } catch (e) {
      if (e.status !== 412) {
        throw e;
      }
      const { data } = await read();
      const { changes } = await readChanges({ limit: 20 });
      setSeen({ version: data.version, theirs: changes.filter((it) => it.version > version) });
      return false;
    }
  };
  return [send, theirs && html`<div class="note warn" role="alert"><${Icon} name="alert" /><div><strong>Someone changed this after you saw it. Nothing is overwritten.</strong>
    ${theirs.map((it) => html`<p class="wrap" key=${it.version}>${WORDS[it.action] ?? it.action} by ${it.by}${it.reason && html`: <bdi>“${it.reason}”</bdi>`}</p><${Fields} fields=${it.fields} />`)}
    <p>Your input is kept. Cancel leaves it as they did; confirm again to go on in spite of that.</p></div></div>`];
}
