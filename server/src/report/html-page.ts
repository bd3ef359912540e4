/** What makes the HTML report look and react: its style and its few lines of script. No other file is loaded. */

/** An editor says with `data-theme` what its own colours are; a browser asks the system. */
const DARK = `
  --bg: #0d1117; --card: #161b22; --line: #30363d; --text: #e6edf3; --dim: #8d96a0; --accent: #3bc9db;
  --error: #ff7b72; --warning: #e3b341; --information: #79c0ff; --hint: #8d96a0;
  --code: #0d1117; --hit: #2d2a17; --mark: #6b4b12; --related: #123a5a; --added: #12361f; --removed: #47191b;
  --keyword: #ff7b9c; --string: #9ecb8d; --comment: #8b949e; --number: #f2cc60; --decorator: #79c0ff;`;

export const STYLE = `
:root { color-scheme: light dark;
  --bg: #f6f8fa; --card: #fff; --line: #d8dee4; --text: #1f2328; --dim: #656d76; --accent: #0b7285;
  --error: #cf222e; --warning: #b26a00; --information: #0969da; --hint: #6e7781;
  --code: #f6f8fa; --hit: #fff8e0; --mark: #ffd8a8; --related: #d0ebff; --added: #dafbe1; --removed: #ffebe9;
  --keyword: #a626a4; --string: #2f7d32; --comment: #7a828a; --number: #986801; --decorator: #4078f2; }
@media (prefers-color-scheme: dark) { :root:not([data-theme]) { ${DARK} } }
:root[data-theme=dark] { color-scheme: dark; ${DARK} }
:root[data-theme=light] { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; padding: 0; background: var(--bg); color: var(--text); font: 15px/1.55 system-ui, sans-serif; }
main, header > div { max-width: 1080px; margin: 0 auto; padding: 0 20px; }
header { background: #0b2530; color: #e6f4f7; padding: 26px 0 22px; margin-bottom: 22px; }
header h1 { margin: 0; font-size: 24px; letter-spacing: .2px; }
header p { margin: 4px 0 0; color: #a9c8d0; }
h2 { font-size: 17px; margin: 28px 0 10px; }
code { font: 12.5px/1.5 ui-monospace, Menlo, Consolas, monospace; background: color-mix(in srgb, var(--dim) 14%, transparent);
  padding: 1px 5px; border-radius: 5px; overflow-wrap: anywhere; }
.tiles { display: flex; flex-wrap: wrap; gap: 12px; margin-top: 18px; }
.tile { background: #ffffff14; border-radius: 10px; padding: 10px 16px; min-width: 108px; }
.tile b { display: block; font-size: 24px; line-height: 1.2; font-weight: 650; }
.tile span { color: #a9c8d0; font-size: 13px; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 16px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 18px; }
.card h2 { margin: 0 0 10px; }
.card p { margin: 0 0 8px; color: var(--dim); font-size: 13.5px; }
.bars { display: grid; grid-template-columns: minmax(0, max-content) minmax(60px, 1fr) max-content; gap: 6px 12px; align-items: center; font-size: 13.5px; }
.bars > div { min-width: 0; }
.bars .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.bars .rule { padding-left: 16px; color: var(--dim); }
.bars button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
.bars button:hover, .bars button[aria-pressed=true] { color: var(--accent); text-decoration: underline; }
.bars i { display: block; height: 9px; border-radius: 5px; background: var(--accent); min-width: 3px; }
.bars .rule + div i { opacity: .45; }
.bars .n { text-align: right; font-variant-numeric: tabular-nums; }
.tools { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center; position: sticky; top: 0; z-index: 2;
  background: var(--bg); padding: 12px 0; border-bottom: 1px solid var(--line); margin-top: 20px; }
.tools input[type=search], .tools select, .tools button { font: inherit; font-size: 14px; color: inherit; background: var(--card);
  border: 1px solid var(--line); border-radius: 7px; padding: 5px 10px; }
.tools input[type=search] { flex: 1 1 220px; }
.tools label { font-size: 14px; display: flex; gap: 5px; align-items: center; }
.tools output { color: var(--dim); font-size: 13px; }
details.file { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin: 14px 0; content-visibility: auto; contain-intrinsic-size: auto 48px; }
details.file > summary { padding: 11px 18px; cursor: pointer; font-weight: 600; display: flex; gap: 10px; align-items: baseline; overflow-wrap: anywhere; }
details.file > summary::before { content: '▸'; color: var(--dim); }
details.file[open] > summary::before { content: '▾'; }
summary small { margin-left: auto; color: var(--dim); font-weight: 400; white-space: nowrap; }
article { padding: 14px 18px 16px; border-top: 1px solid var(--line); scroll-margin-top: 62px; }
article:target { box-shadow: inset 3px 0 var(--accent); }
article .meta a { color: inherit; }
article h3 { margin: 0; font-size: 15px; font-weight: 600; line-height: 1.5; }
article .meta { color: var(--dim); font-size: 13px; margin: 2px 0 9px; overflow-wrap: anywhere; }
.pill { display: inline-block; border-radius: 20px; padding: 0 9px; font-size: 12px; line-height: 19px; font-weight: 600; margin-right: 6px;
  color: var(--s); border: 1px solid var(--s); vertical-align: 1px; }
.error { --s: var(--error); } .warning { --s: var(--warning); } .information { --s: var(--information); } .hint { --s: var(--hint); }
table.code { display: block; overflow-x: auto; border-collapse: collapse; background: var(--code); border: 1px solid var(--line); border-radius: 8px;
  font: 12.5px/1.6 ui-monospace, Menlo, Consolas, monospace; padding: 6px 0; margin: 0 0 10px; tab-size: 4; }
table.code td { padding: 0 12px 0 10px; white-space: pre; }
table.code td:first-child { color: var(--dim); text-align: right; user-select: none; width: 1%; min-width: 46px; border-right: 1px solid var(--line); }
table.code td:last-child { width: 99%; }
tr.hit td { background: var(--hit); }
tr.note td { color: var(--information); font-size: 12px; font-family: system-ui, sans-serif; }
tr.note .indent { font-family: ui-monospace, Menlo, Consolas, monospace; }
tr.gap td { color: var(--dim); }
.mark { background: var(--mark); border-radius: 3px; } .mark-related { background: var(--related); border-radius: 3px; }
.py-keyword { color: var(--keyword); } .py-string { color: var(--string); } .py-comment { color: var(--comment); font-style: italic; }
.py-number { color: var(--number); } .py-decorator { color: var(--decorator); }
tr.added td { background: var(--added); } tr.removed td { background: var(--removed); }
article details { margin-top: 6px; font-size: 14px; } article details > summary { cursor: pointer; color: var(--accent); font-weight: 600; }
article p { margin: 6px 0; }
article pre { background: var(--code); border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; overflow-x: auto; line-height: 1.5; }
article pre code { background: none; padding: 0; overflow-wrap: normal; }
.prose table { border-collapse: collapse; font-size: 13.5px; } .prose td, .prose th { border: 1px solid var(--line); padding: 3px 9px; text-align: left; }
.clean { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 32px; text-align: center; font-size: 17px; margin-top: 24px; }
ul.errors { background: var(--card); border: 1px solid var(--error); border-radius: 10px; padding: 12px 18px 12px 34px; }
footer { color: var(--dim); font-size: 13px; padding: 26px 0 40px; }
[hidden] { display: none !important; }
@media (max-width: 700px) { .tools { position: static; } article { scroll-margin-top: 0; padding: 12px; } .card { padding: 12px; }
  main, header > div { padding: 0 12px; } table.code td { padding: 0 8px; } table.code td:first-child { min-width: 0; } }
@media print { .tools { display: none; } details.file { break-inside: avoid-page; } }
`;

export const SCRIPT = `
const search = document.querySelector('#search'), family = document.querySelector('#family');
const shown = document.querySelector('#shown'), boxes = [...document.querySelectorAll('[data-show]')];
const files = [...document.querySelectorAll('details.file')], rules = [...document.querySelectorAll('button[data-rule]')];
const toggle = document.querySelector('#toggle');
const all = document.querySelectorAll('article').length;
function filter() {
  const rule = rules.find(one => one.getAttribute('aria-pressed') === 'true')?.dataset.rule;
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const severities = new Set(boxes.filter(box => box.checked).map(box => box.dataset.show));
  let total = 0;
  for (const file of files) {
    let left = 0;
    for (const one of file.querySelectorAll('article')) {
      const text = one.dataset.text;
      const fits = (rule === undefined ? severities.has(one.dataset.severity) : rule === one.dataset.rule) && (family.value === '' || family.value === one.dataset.family)
        && words.every(word => text.includes(word));
      one.hidden = !fits;
      if (fits) left++;
    }
    file.hidden = left === 0;
    total += left;
  }
  shown.textContent = total === all ? all + ' shown' : total + ' of ' + all + ' shown';
}
function label() { toggle.textContent = files.some(file => !file.open) ? 'Open all' : 'Close all'; }
// A rule chosen above is shown with all its findings, whatever severities are; choosing it again shows everything.
for (const chosen of rules) chosen.addEventListener('click', () => {
  const pressed = chosen.getAttribute('aria-pressed') !== 'true';
  for (const one of rules) one.setAttribute('aria-pressed', String(pressed && one === chosen));
  filter();
  if (pressed) document.querySelector('.tools').scrollIntoView();
});
function visit() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (!target) return;
  target.closest('details.file').open = true;
  target.closest('details.file').hidden = target.hidden = false;
  target.scrollIntoView();
}
search.addEventListener('input', filter);
family.addEventListener('change', filter);
for (const box of boxes) box.addEventListener('change', filter);
toggle.addEventListener('click', () => {
  const open = files.some(file => !file.open);
  for (const file of files) file.open = open;
  // The event that says so comes later: without this the button says for a moment what it has just done.
  label();
});
for (const file of files) file.addEventListener('toggle', label);
addEventListener('hashchange', visit);
filter();
visit();
label();
`;
