/** The one stylesheet of all pages, light and dark. */
export const stylesheet = `:root {
  color-scheme: light dark;
  --ground: #f5f6f8;
  --surface: #ffffff;
  --line: #d9dde4;
  --text: #1b2330;
  --muted: #566173;
  --accent: #2f54c9;
  --accent-strong: #2443a4;
  --on-accent: #ffffff;
  --tint: #eef2fd;
  --danger: #b3261e;
  --danger-strong: #8f1d17;
  --good: #e7f5ec;
  --good-text: #155d33;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12151b;
    --surface: #1b2029;
    --line: #343c4a;
    --text: #e9edf4;
    --muted: #a5b0c2;
    --accent: #9db4ff;
    --accent-strong: #bccbff;
    --on-accent: #10182e;
    --tint: #222b40;
    --danger: #ff9d94;
    --danger-strong: #ffbcb5;
    --good: #1b3326;
    --good-text: #a4e3bd;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { font-size: 100%; -webkit-text-size-adjust: 100%; }
body {
  margin: 0;
  min-height: 100vh;
  display: flex;
  flex-direction: column;
  align-items: center;
  padding: clamp(1rem, 6vh, 4rem) 1rem 1.5rem;
  background: var(--ground);
  color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  overflow-wrap: anywhere;
}
.card {
  width: 100%;
  max-width: 27rem;
  padding: clamp(1.25rem, 5vw, 2.5rem);
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: 1rem;
}
.card.wide { max-width: 40rem; }
footer {
  display: flex;
  gap: 1.5rem;
  margin-top: 1.5rem;
  color: var(--muted);
  font-size: 0.875rem;
}
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; letter-spacing: -0.01em; text-wrap: balance; }
h2 { margin: 2rem 0 0.5rem; font-size: 1.0625rem; line-height: 1.35; }
h3 { margin: 1.5rem 0 0.25rem; font-size: 0.875rem; color: var(--muted); }
p { margin: 0; }
.lead { margin-top: 0.5rem; color: var(--muted); }
.hint { color: var(--muted); font-size: 0.875rem; }
.card > .hint { margin-top: 1.25rem; }
a { color: var(--accent); text-underline-offset: 0.15em; }
a:hover { color: var(--accent-strong); }
footer a { color: inherit; }
code {
  font: 0.8125rem/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  color: var(--muted);
}
ul { margin: 0; padding: 0; list-style: none; }
button, .button {
  display: inline-block;
  font: inherit;
  font-weight: 600;
  line-height: 1.25;
  padding: 0.7rem 1.15rem;
  border: 1px solid transparent;
  border-radius: 0.6rem;
  background: none;
  color: inherit;
  text-align: center;
  text-decoration: none;
  cursor: pointer;
}
.primary { background: var(--accent); color: var(--on-accent); }
.primary:hover { background: var(--accent-strong); color: var(--on-accent); }
.secondary { border-color: var(--line); color: var(--text); }
.secondary:hover { background: var(--tint); color: var(--text); }
.quiet { padding: 0.4rem 0.6rem; color: var(--accent); font-weight: 500; font-size: 0.9375rem; }
.quiet:hover { background: var(--tint); }
.danger { color: var(--danger); border-color: var(--line); font-size: 0.9375rem; padding: 0.55rem 0.9rem; }
.danger:hover { color: var(--danger-strong); background: var(--tint); }
.primary.danger { background: var(--danger); color: var(--surface); border-color: transparent; font-size: 1rem; padding: 0.7rem 1.15rem; }
.primary.danger:hover { background: var(--danger-strong); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.actions { display: flex; flex-wrap: wrap; gap: 0.75rem; margin-top: 2rem; }
.actions > * { flex: 1 1 auto; }
.avatar {
  flex: none;
  display: grid;
  place-items: center;
  width: 2.5rem;
  height: 2.5rem;
  border-radius: 50%;
  background: var(--tint);
  color: var(--accent);
  font-weight: 600;
  font-size: 0.875rem;
}
.who { flex: 1 1 12rem; min-width: 0; display: flex; flex-direction: column; text-align: start; line-height: 1.4; }
.who span { color: var(--muted); font-size: 0.9375rem; font-weight: 400; }
.who span:has(strong) { color: var(--text); }
.identity {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.75rem;
  margin-top: 1.5rem;
  padding: 0.85rem 1rem;
  border: 1px solid var(--line);
  border-radius: 0.75rem;
}
.chip {
  display: inline-block;
  padding: 0.1rem 0.55rem;
  border-radius: 1rem;
  background: var(--tint);
  color: var(--muted);
  font-size: 0.8125rem;
  font-weight: 500;
}
.accounts { display: grid; gap: 0.6rem; margin: 1.5rem 0; }
.account {
  width: 100%;
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.4rem 0.85rem;
  padding: 0.8rem 1rem;
  border-color: var(--line);
  font-weight: 400;
}
.account:hover { border-color: var(--accent); background: var(--tint); }
.roles { flex: 1 1 100%; display: flex; flex-wrap: wrap; gap: 0.35rem; padding-inline-start: 3.35rem; }
.roles:empty { display: none; }
.account:hover .chip { background: var(--surface); }
.cancel { margin-top: 1rem; text-align: center; }
.note { margin-top: 1.25rem; padding: 0.8rem 1rem; border-radius: 0.6rem; background: var(--tint); }
.notice { margin-top: 1.25rem; padding: 0.8rem 1rem; border-radius: 0.6rem; background: var(--good); color: var(--good-text); }
.empty { margin-top: 2rem; padding: 2.5rem 1rem; border: 1px dashed var(--line); border-radius: 0.75rem; color: var(--muted); text-align: center; }
.scopes { margin-top: 0.75rem; }
.scope { display: flex; gap: 0.85rem; padding: 1rem 0; border-top: 1px solid var(--line); }
.scope:last-child { border-bottom: 1px solid var(--line); }
.scope > input { flex: none; width: 1.25rem; height: 1.25rem; margin: 0.15rem 0 0; accent-color: var(--accent); cursor: pointer; }
.scope > input:disabled { cursor: default; }
.scope > div { flex: 1; min-width: 0; }
.scope label { display: flex; flex-wrap: wrap; gap: 0.2rem 0.6rem; align-items: baseline; font-weight: 600; cursor: pointer; }
.scope p { margin-top: 0.15rem; color: var(--muted); font-size: 0.9375rem; }
.scope .reason, .scope .without { color: var(--text); }
.scope p > span { color: var(--muted); }
.scope:has(> input:checked) .without { display: none; }
details { margin-top: 0.4rem; font-size: 0.9375rem; }
summary { color: var(--accent); cursor: pointer; width: fit-content; border-radius: 0.25rem; }
.includes ul { margin: 0.35rem 0 0.35rem 1.15rem; list-style: disc; color: var(--muted); }
.held { margin-top: 1.75rem; }
.held ul { margin-top: 0.5rem; display: grid; gap: 0.35rem; }
.app { margin-top: 1.5rem; padding: 1.25rem clamp(1rem, 4vw, 1.5rem) 1.25rem; border: 1px solid var(--line); border-radius: 0.75rem; }
.app-head { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; justify-content: space-between; }
.app h2 { margin: 0; font-size: 1.125rem; }
.granted { margin: 0.75rem 0 1.25rem; }
.granted li { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; padding: 0.85rem 0; border-top: 1px solid var(--line); }
.granted li:last-child { border-bottom: 1px solid var(--line); }
.granted li > div { flex: 1 1 14rem; min-width: 0; }
.granted p { color: var(--muted); font-size: 0.9375rem; }
.granted button { padding: 0.45rem 0.8rem; font-size: 0.9375rem; font-weight: 500; }
@media (forced-colors: active) { .chip, .avatar { border: 1px solid; } }
`;
