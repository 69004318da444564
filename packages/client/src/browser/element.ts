/** An element that styles reach by the name of its part. The text is text, never markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  part: string,
  text?: string,
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.setAttribute('part', part);
  if (text !== undefined) made.textContent = text;
  return made;
}

export function button(
  text: string,
  kind: 'primary' | 'secondary',
  act: () => void,
): HTMLButtonElement {
  const made = element('button', `button ${kind}`, text);
  made.type = 'button';
  made.addEventListener('click', act);
  return made;
}
