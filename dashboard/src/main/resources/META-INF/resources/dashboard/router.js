// The whole state of the page is in the hash: #/path?parameters. The server sees only "/".
import { queryOf } from './api.js';
import { useEffect, useState } from './lib.js';

/** Parses a hash into path segments and parameters. A malformed escape makes an unknown path, not an error. */
export function parse(hash) {
  const [path, query = ''] = hash.replace(/^#/, '').split(/\?(.*)/s);
  let segments;
  try {
    segments = path.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    segments = ['unknown'];
  }
  return { segments, query: Object.fromEntries(new URLSearchParams(query)) };
}

/** Returns the hash of a path and its parameters; empty parameters are left out. */
export function link(segments, query = {}) {
  return '#/' + segments.map(encodeURIComponent).join('/') + queryOf(query);
}

export function go(segments, query) {
  location.hash = link(segments, query);
}

/** Changes parameters of the current path. Typing replaces the entry of the history; other changes add one. */
export function setQuery(changes, { replace = false } = {}) {
  const { segments, query } = parse(location.hash);
  const next = link(segments, { ...query, ...changes });
  if (next === location.hash) {
    return;
  }
  if (replace) {
    history.replaceState(SEEN, '', next);
    dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    location.hash = next;
  }
}

// Marks the entries of the history that were shown, so that a new one can be told from going back.
const SEEN = { seen: true };

let guard = null;

/** While this is set, it is asked for each other address whether leaving loses something; null for nothing to lose. */
export function setGuard(next) {
  guard = next;
}

/**
 * Returns the route that is shown, and beside it { leave, stay } while the user has to decide whether to leave it for the
 * one in the address.
 */
export function useRoute() {
  const [route, setRoute] = useState(() => parse(location.hash));
  const [held, setHeld] = useState(null);
  useEffect(() => {
    let shown = location.hash;
    const accept = () => {
      shown = location.hash;
      history.replaceState(SEEN, '');
      setHeld(null);
      setRoute(parse(shown));
    };
    const read = () => {
      const next = parse(location.hash);
      if (location.hash === shown || !guard || !guard(next)) {
        accept();
        return;
      }
      const isNew = !history.state;
      const stay = () => {
        setHeld(null);
        if (isNew) {
          history.back();
        } else {
          history.pushState(SEEN, '', shown);
        }
      };
      setHeld({ leave: accept, stay });
    };
    history.replaceState(SEEN, '');
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  return [route, held];
}

/** Asks before unsaved input is lost, by another address of the page and by leaving the page. */
export function useUnsaved(isUnsaved, staysAt) {
  useEffect(() => {
    if (!isUnsaved) {
      return undefined;
    }
    const own = (next) => !staysAt(next);
    const unload = (e) => e.preventDefault();
    setGuard(own);
    addEventListener('beforeunload', unload);
    return () => {
      setGuard(null);
      removeEventListener('beforeunload', unload);
    };
  }, [isUnsaved, staysAt]);
}
