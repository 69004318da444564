import { h, type Child } from './dom.js';

/** A form whose buttons do the work: Enter in a field clicks the first of them. */
export function form(...children: readonly Child[]): HTMLFormElement {
  return h('form', { onsubmit: (event) => event.preventDefault() }, ...children);
}
