/**
 * The look of the panel. It takes the custom properties of the default prompt, and its place from the
 * rules for `stepscope-devtools`.
 */
export const devtoolsStyles = `
:host {
  all: initial;
  color-scheme: light dark;
  position: fixed;
  z-index: 2147483000;
  inset: auto 0.75rem 0.75rem auto;
  max-width: calc(100vw - 1.5rem);
  font: 0.8125rem/1.45 system-ui, sans-serif;
}
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; }
[part='panel'] {
  display: flex;
  flex-direction: column;
  max-height: min(44rem, calc(100dvh - 1.5rem));
  overflow: hidden;
  border: 1px solid var(--stepscope-border, light-dark(#8b929d, #6a7280));
  border-radius: 0.75rem;
  background: var(--stepscope-background, light-dark(#fff, #1c1f26));
  color: var(--stepscope-text, light-dark(#1a1d23, #eceef2));
  box-shadow: 0 0.5rem 2rem rgb(0 0 0 / 22%);
  overflow-wrap: anywhere;
}
[part='toggle'] {
  display: flex;
  flex: none;
  gap: 0.5rem;
  align-items: center;
  min-height: 2.25rem;
  padding: 0.25rem 0.875rem;
  border: 0;
  border-radius: 0.75rem;
  background: transparent;
  color: inherit;
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
[part='toggle']::before { content: '▴'; }
[part='toggle'][aria-expanded='true']::before { content: '▾'; }
[part='body'] {
  display: grid;
  gap: 1rem;
  width: 27rem;
  max-width: 100%;
  min-height: 0;
  overflow: auto;
  padding: 0.75rem 0.875rem 1rem;
  border-top: 1px solid color-mix(in srgb, currentcolor 14%, transparent);
}
[part='section'] { display: grid; gap: 0.5rem; min-width: 0; }
h2, p, ol, dl, dd, dt { margin: 0; padding: 0; }
h2 { font-size: 0.875rem; line-height: 1.3; }
[part='user'], [part='resource'], [part='note'], [part='sources'], [part='empty'],
[part='time'], [part='detail'], [part='notes'], [part='of'] {
  color: var(--stepscope-muted, light-dark(#565d69, #a9b0bd));
}
code, [part='resource'], tbody [part='name'] {
  font-family: ui-monospace, 'Liberation Mono', monospace;
  font-size: 0.75rem;
}
[part='caption'], [part='hidden'] {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
table { width: 100%; border-collapse: collapse; }
tbody tr { border-top: 1px solid color-mix(in srgb, currentcolor 14%, transparent); }
th, td {
  padding: 0.1875rem 0.25rem;
  font-weight: 400;
  text-align: center;
  vertical-align: top;
}
th:first-child { width: 99%; padding-left: 0; text-align: left; }
thead th { font-size: 0.75rem; vertical-align: bottom; overflow-wrap: normal; }
[part='notes'] { display: block; font-size: 0.75rem; }
[part~='held'] { font-weight: 700; color: var(--stepscope-accent, light-dark(#2452d6, #86a5ff)); }
[part='sources'] { display: grid; gap: 0.25rem; font-size: 0.75rem; }
[part='source'] { display: grid; grid-template-columns: 5.25rem minmax(0, 1fr); }
dt { color: var(--stepscope-text, light-dark(#1a1d23, #eceef2)); font-weight: 600; }
[part='actions'] { display: flex; flex-wrap: wrap; gap: 0.5rem; }
[part='revocation'] { display: flex; flex-wrap: wrap; gap: 0.25rem 0.5rem; align-items: center; width: 100%; }
label { width: 100%; font-weight: 600; }
select { flex: 1; min-width: 0; }
button[part~='button'], select {
  min-height: 2.25rem;
  padding: 0.25rem 0.75rem;
  border: 1px solid var(--stepscope-border, light-dark(#8b929d, #6a7280));
  border-radius: 0.5rem;
  background: transparent;
  color: inherit;
  font: inherit;
}
button { cursor: pointer; }
button:hover { background: color-mix(in srgb, currentcolor 8%, transparent); }
button[aria-expanded][part~='button'] { justify-self: start; min-height: 1.75rem; padding: 0 0.625rem; font-size: 0.75rem; }
button[aria-expanded='false'][part~='button']::after { content: ' ▸'; }
button[aria-expanded='true'][part~='button']::after { content: ' ▾'; }
option, optgroup { color: CanvasText; background: Canvas; }
button[aria-pressed='true'] {
  border-color: transparent;
  background: var(--stepscope-accent, light-dark(#2452d6, #86a5ff));
  color: var(--stepscope-accent-text, light-dark(#fff, #10131a));
}
button:focus-visible, select:focus-visible {
  outline: 3px solid var(--stepscope-accent, #5b83ff);
  outline-offset: -3px;
}
[part='status']:empty { display: none; }
[part='status'] { font-weight: 600; }
ol { display: grid; list-style: none; }
[part~='entry'] {
  display: flex;
  flex-wrap: wrap;
  gap: 0.125rem 0.5rem;
  align-items: baseline;
  padding: 0.3125rem 0 0.3125rem 0.625rem;
  border-left: 3px solid color-mix(in srgb, currentcolor 25%, transparent);
}
[part~='good'] { border-left-color: light-dark(#23855b, #55c795); }
[part~='bad'] { border-left-color: light-dark(#c2521d, #f0965f); }
[part='time'] { font-variant-numeric: tabular-nums; font-size: 0.75rem; }
[part='event'] { font-weight: 600; }
[part='simulated'] {
  padding: 0 0.375rem;
  border: 1px dashed currentcolor;
  border-radius: 0.375rem;
  font-size: 0.6875rem;
}
[part='what'] { display: flex; flex-wrap: wrap; gap: 0.1875rem 0.5rem; width: 100%; }
[part='scopes'] { display: flex; flex-wrap: wrap; gap: 0.25rem; }
[part='of'] { font-size: 0.75rem; }
[part='scope'], [part='none'] {
  padding: 0 0.3125rem;
  border-radius: 0.3125rem;
  background: var(--stepscope-surface, light-dark(#eef1f5, #2a2f39));
}
@media (max-width: 30rem) {
  :host { inset: auto 0.5rem 0.5rem auto; max-width: calc(100vw - 1rem); }
  [part='panel'] { max-height: 75dvh; }
  th, td { padding-inline: 0.125rem; }
  thead th { font-size: 0.6875rem; }
}
`;
