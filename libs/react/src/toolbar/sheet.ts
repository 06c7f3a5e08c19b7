/** All sizes are in pixels, because the page may change the size of `rem`. */
export const SHEET = `
:host { all: initial !important; display: contents !important }
*, ::before, ::after { box-sizing: border-box }
.toolbar {
  color-scheme: light dark;
  --bg: light-dark(#fff, #171c25);
  --raised: light-dark(#f5f7fa, #202733);
  --fg: light-dark(#17202e, #e9eef5);
  --muted: light-dark(#556172, #a5b1c2);
  --line: light-dark(#e0e5ec, #2f3846);
  --edge: light-dark(#7b8798, #7887a0);
  --accent: light-dark(#1f57c3, #8db6ff);
  --on-accent: light-dark(#fff, #0c1a33);
  --red: light-dark(#a8321f, #ff9d8a);
  --tint: light-dark(#fdf1ee, #2f1e1c);
  position: fixed;
  z-index: 2147483647;
  display: flex;
  flex-direction: column;
  gap: 8px;
  width: min(400px, 100vw - 24px);
  max-height: calc(100dvh - 24px);
  color: var(--fg);
  font: 14px/1.45 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
  pointer-events: none;
}
.toolbar > * { pointer-events: auto }
.bottom-right { right: 12px; bottom: 12px; align-items: end }
.bottom-left { left: 12px; bottom: 12px; align-items: start }
.top-right { right: 12px; top: 12px; align-items: end; flex-direction: column-reverse }
.top-left { left: 12px; top: 12px; align-items: start; flex-direction: column-reverse }
h2, p, ul, pre { margin: 0; padding: 0 }
h2 { font-size: 15px; font-weight: 650 }
p { overflow-wrap: anywhere }
code, pre, textarea { font: 13px/1.45 ui-monospace, 'Cascadia Code', Menlo, Consolas, monospace; overflow-wrap: anywhere }
pre { white-space: pre-wrap }
svg { flex: none; width: 16px; fill: none; stroke: currentcolor; stroke-width: 1.75; stroke-linecap: round }
button, input, textarea { font: inherit; color: inherit; margin: 0 }
button {
  min-height: 32px;
  padding: 3px 12px;
  border: 1px solid var(--edge);
  border-radius: 7px;
  background: var(--bg);
  white-space: nowrap;
  cursor: pointer;
}
button:hover { border-color: var(--fg) }
button[aria-disabled=true] { border-color: var(--line); color: var(--muted); cursor: default }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.panel:focus-visible { outline-offset: -2px }
input:not([type=checkbox]), textarea {
  flex: 1;
  width: 100%;
  min-width: 0;
  min-height: 32px;
  padding: 4px 9px;
  border: 1px solid var(--edge);
  border-radius: 7px;
  background: var(--bg);
}
textarea { display: block; resize: vertical }
::placeholder { color: var(--muted); opacity: 1 }

.launcher {
  flex: none;
  display: inline-flex;
  gap: 7px;
  align-items: center;
  min-height: 40px;
  padding: 6px 14px 6px 11px;
  border: 1px solid var(--edge);
  border-radius: 20px;
  box-shadow: 0 2px 10px #0003;
  font-weight: 600;
}
.launcher svg { width: 18px; stroke-width: 3 }
.pole { stroke: var(--muted) }
.cloth { fill: light-dark(#d8432f, #ff7d66); stroke: none }
.badge {
  padding: 0 8px;
  border-radius: 10px;
  background: var(--red);
  color: var(--bg);
  font-size: 12.5px;
}

.panel {
  display: flex;
  flex-direction: column;
  width: 100%;
  max-height: 720px;
  min-height: 0;
  overflow: auto;
  border: 1px solid var(--edge);
  border-radius: 12px;
  background: var(--bg);
  box-shadow: 0 10px 36px #0004;
}
.panel > * { flex: none }
.head { display: flex; justify-content: space-between; align-items: start; padding: 12px 8px 10px 16px }
.head p, .why, .said { color: var(--muted); font-size: 13px }
.close { display: grid; place-items: center; width: 32px; padding: 0; border-color: transparent; background: none }
.notice { padding: 8px 16px; border-block: 1px solid var(--line); background: var(--raised); font-size: 13px }
.problem { color: var(--red) }
.overridden { display: flex; flex-wrap: wrap; gap: 6px 8px; justify-content: space-between; align-items: center; background: var(--tint) }
.overridden b { display: block; color: var(--red) }
.actions { display: flex; flex-wrap: wrap; gap: 6px; align-items: center }
.actions input { flex-basis: 100% }

.scope { display: flex; margin: 12px 16px 0; border-radius: 8px; background: var(--raised); padding: 3px; gap: 3px }
.scope button { flex: 1; border-color: transparent; background: none; color: var(--muted) }
.scope button:hover { color: var(--fg) }
.scope button[aria-pressed=true] { border-color: var(--edge); background: var(--bg); color: var(--fg); font-weight: 600 }
.scope span { font-weight: 400; color: var(--muted) }
input.filter { flex: none; width: auto; margin: 10px 16px 0 }

.flags { list-style: none; padding: 4px 0 }
.panel > .flags { flex: 1 1 auto; min-height: 150px; overflow: auto }
li { padding: 9px 16px 9px 13px; border-left: 3px solid transparent }
li + li { border-top: 1px solid var(--line) }
li[data-overridden=true] { border-left-color: var(--red) }
.line { display: flex; gap: 8px; justify-content: space-between; align-items: center }
.line > code { font-weight: 600 }
form.line { margin: 4px 0; align-items: start }
.link { min-height: 24px; padding: 0; border: 0; background: none; color: var(--accent); font-size: 13px; text-decoration: underline; text-underline-offset: 2px }
.said { padding: 0 16px 10px }
.said:empty, p.problem:empty { display: none }

.switch { display: inline-flex; flex: none; gap: 8px; align-items: center; min-height: 28px; font-size: 13px; cursor: pointer }
.switch input {
  appearance: none;
  width: 40px;
  height: 24px;
  border: 1px solid var(--edge);
  border-radius: 12px;
  background: var(--raised);
  cursor: pointer;
}
.switch input::before {
  content: '';
  display: block;
  width: 16px;
  height: 16px;
  margin: 3px;
  border-radius: 8px;
  background: var(--edge);
}
.switch input:checked { border-color: var(--accent); background: var(--accent) }
.switch input:checked::before { background: var(--on-accent); translate: 16px }

.context { border-top: 1px solid var(--line); background: var(--raised) }
summary { padding: 9px 16px; cursor: pointer; overflow-wrap: anywhere }
summary:focus-visible { outline-offset: -2px }
.context form { display: grid; gap: 4px; padding: 0 16px 14px }
.context label { font-size: 13px; color: var(--muted) }
.context button { justify-self: start; margin-top: 6px }

@media (prefers-reduced-motion: no-preference) {
  .switch input, .switch input::before { transition: 120ms }
  .panel { animation: rise 140ms ease-out }
  @keyframes rise { from { opacity: 0; translate: 0 6px } }
}
@media (forced-colors: active) { .switch input { appearance: auto } }
@media print { .toolbar { display: none } }
`;
