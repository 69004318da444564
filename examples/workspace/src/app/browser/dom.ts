/** What `h` sets on an element: attributes by name, listeners as `onclick` and the like. */
export interface Attributes {
  readonly [name: string]: string | boolean | undefined | ((event: Event) => unknown);
}

export type Child = Node | string | undefined;

/** An element with attributes, listeners and children. Text is always text, never markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.replace(/^on/, ''), value);
    else if (typeof value === 'string') element.setAttribute(name, value);
    else element.toggleAttribute(name, value === true);
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

let lastId = 0;

/** An id that no other element of the page has. */
export function uniqueId(prefix: string): string {
  lastId += 1;
  return `${prefix}-${lastId}`;
}
