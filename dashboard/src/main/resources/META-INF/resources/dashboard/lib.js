// Preact with htm templates, imported from one place by every other module.
import { h, render } from 'preact';
import htm from 'htm';

export { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
export { render };

export const html = htm.bind(h);

/** Returns the class names whose value is true, as one text. */
export function classes(names) {
  return Object.keys(names).filter((name) => names[name]).join(' ');
}
