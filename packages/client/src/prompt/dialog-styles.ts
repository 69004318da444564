/**
 * The look of the default prompt. Applications change it by custom properties on any ancestor
 * (`--stepscope-accent: teal`) or by `stepscope-permission-prompt::part(dialog)` and the other parts.
 */
export const dialogStyles = `
:host { color-scheme: light dark; }
dialog {
  box-sizing: border-box;
  width: min(var(--stepscope-width, 27rem), calc(100vw - 2rem));
  max-height: calc(100dvh - 2rem);
  overflow: auto;
  padding: 1.5rem;
  border: 1px solid var(--stepscope-border, light-dark(#d5d9e0, #3b414c));
  border-radius: var(--stepscope-radius, 0.875rem);
  background: var(--stepscope-background, light-dark(#fff, #1c1f26));
  color: var(--stepscope-text, light-dark(#1a1d23, #eceef2));
  font: var(--stepscope-font, 1rem/1.5 system-ui, sans-serif);
  box-shadow: 0 1rem 3rem rgb(0 0 0 / 25%);
}
dialog::backdrop { background: rgb(10 12 16 / 45%); }
h2 { margin: 0 0 0.75rem; font-size: 1.25rem; line-height: 1.3; }
p { margin: 0 0 0.75rem; }
[part='reason'] { font-weight: 600; }
[part='lead'], [part='status'], [part='includes'] {
  color: var(--stepscope-muted, light-dark(#565d69, #a9b0bd));
}
ul { margin: 0 0 1rem; padding: 0; list-style: none; display: grid; gap: 0.5rem; }
[part='scope'] {
  padding: 0.625rem 0.875rem;
  border-radius: 0.625rem;
  background: var(--stepscope-surface, light-dark(#f3f5f8, #272b34));
}
[part='scope-title'] { font-weight: 600; }
[part='includes'] { font-size: 0.875rem; overflow-wrap: anywhere; }
[part='actions'] { display: flex; flex-wrap: wrap; gap: 0.5rem; justify-content: flex-end; }
button {
  min-height: 2.75rem;
  padding: 0.5rem 1.125rem;
  border: 1px solid var(--stepscope-border, light-dark(#c3c9d3, #4a515e));
  border-radius: 0.625rem;
  background: transparent;
  color: inherit;
  font: inherit;
  cursor: pointer;
}
button[part~='primary'] {
  border-color: transparent;
  background: var(--stepscope-accent, light-dark(#2452d6, #86a5ff));
  color: var(--stepscope-accent-text, light-dark(#fff, #10131a));
  font-weight: 600;
}
button:focus-visible { outline: 3px solid var(--stepscope-accent, #5b83ff); outline-offset: 2px; }
@media (max-width: 30rem) {
  dialog { padding: 1.125rem; }
  [part='actions'] { flex-direction: column; }
  button { width: 100%; }
}
`;
