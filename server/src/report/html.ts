/** The report as a page in one file: a summary, the sleep budget, and every finding with its code and fix. */
import { version } from '../../../package.json';
import type { Finding } from '../base/finding.ts';
import { type FamilyCount, familiesOf, familyOf } from './families.ts';
import { renderHtmlDiff, renderHtmlFrame } from './html-code.ts';
import { SCRIPT, STYLE } from './html-page.ts';
import { blockMarkdown, escapeHtml, inlineMarkdown } from './html-text.ts';
import {
    count,
    type FileReport,
    formatDuration,
    type Report,
    SEVERITY_ORDER,
    severityCounts,
    totalSleep,
    totalsOf,
} from './report.ts';
import { rankedSleeps } from './sleeps.ts';

/** Files open at first; a page that opens hundreds of frames at once is slow to read and to draw. */
const OPEN_FILES = 10;
const MOST_SLEEPERS = 12;

/** @param report with texts and sleeps */
export function renderHtml(report: Report): string {
    const files = gravestFirst(report.files.filter(file => file.findings.length > 0));
    const families = familiesOf(report);
    const cards = [familyCard(families), sleepCard(report)].filter(card => card !== '');
    const body = [
        header(report),
        '<main>',
        cards.length > 0 ? `<div class="cards">${cards.join('')}</div>` : '',
        errorList(report),
        files.length > 0 ? toolbar(report, families) : clean(report),
        ...files.map((file, i) => fileSection(file, i < OPEN_FILES)),
        `<footer>Steady ${escapeHtml(version)}. A finding names a pattern and its evidence; it does not prove that a test is flaky.</footer>`,
        '</main>',
        files.length > 0 ? `<script>${SCRIPT}</script>` : '',
    ];
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Steady: ${escapeHtml(severityCounts(totalsOf(report).findings) || 'no problems')}</title>
<style>${STYLE}</style>
</head>
<body>
${body.filter(part => part !== '').join('\n')}
</body>
</html>
`;
}

function gravestFirst(files: readonly FileReport[]): FileReport[] {
    const numbers = new Map(
        files.map(file => [
            file,
            SEVERITY_ORDER.map(
                severity => file.findings.filter(finding => finding.severity === severity).length,
            ),
        ]),
    );
    return [...files].sort((a, b) => {
        const left = numbers.get(a) ?? [];
        const right = numbers.get(b) ?? [];
        const differing = left.findIndex((number, i) => number !== right[i]);
        return differing === -1 ? 0 : (right[differing] ?? 0) - (left[differing] ?? 0);
    });
}

function header(report: Report): string {
    const totals = totalsOf(report);
    const scope = `${count(totals.tests, 'test')} in ${count(totals.files, 'file')}, ${count(totals.lines, 'line')}`;
    const seconds = totalSleep(report);
    const names = { error: 'errors', warning: 'warnings', information: 'information', hint: 'hints' };
    const tiles = [
        ...SEVERITY_ORDER.filter(severity => totals.findings[severity] > 0).map(severity =>
            tile(totals.findings[severity].toLocaleString('en-GB'), names[severity]),
        ),
        totals.fixable > 0 ? tile(totals.fixable.toLocaleString('en-GB'), 'with a fix') : '',
        seconds > 0 ? tile(formatDuration(seconds), 'slept a run, at least') : '',
        totals.suppressed > 0 ? tile(totals.suppressed.toLocaleString('en-GB'), 'suppressed') : '',
        totals.baselined > 0 ? tile(totals.baselined.toLocaleString('en-GB'), 'in the baseline') : '',
    ];
    return `<header><div><h1>Steady: what these tests leave to chance</h1><p>${scope}</p><div class="tiles">${tiles.join('')}</div></div></header>`;
}

function tile(value: string, name: string): string {
    return `<div class="tile"><b>${value}</b><span>${name}</span></div>`;
}

function familyCard(families: readonly FamilyCount[]): string {
    if (families.length === 0) return '';
    const most = Math.max(...families.map(({ total }) => total));
    const rows = families.flatMap(({ family, total, rules }) => [
        bar(`<b>${family}</b>`, 'name', total / most, total.toLocaleString('en-GB')),
        ...rules.map(rule =>
            bar(
                `<button type="button" data-rule="${escapeHtml(rule.name)}" title="Show these">${escapeHtml(rule.name)}</button>`,
                'name rule',
                rule.count / most,
                rule.count.toLocaleString('en-GB'),
            ),
        ),
    ]);
    return `<section class="card"><h2>By family</h2><div class="bars">${rows.join('')}</div></section>`;
}

function sleepCard(report: Report): string {
    const ranked = rankedSleeps(report);
    const [first] = ranked;
    if (first === undefined || first.total === 0) return '';
    const rows = ranked
        .slice(0, MOST_SLEEPERS)
        .filter(({ total }) => total > 0)
        .map(({ path, cost, total }) => {
            const name = escapeHtml(cost.context);
            const title = escapeHtml(`${path}:${cost.line + 1} ${cost.context}`);
            return bar(
                `<span title="${title}">${name}</span>`,
                'name',
                total / first.total,
                formatDuration(total),
            );
        });
    const rest = ranked.length > MOST_SLEEPERS ? ` The ${MOST_SLEEPERS} longest of ${ranked.length}:` : '';
    return `<section class="card"><h2>Sleep budget</h2><p>One run sleeps at least ${formatDuration(totalSleep(report))}.${rest}</p><div class="bars">${rows.join('')}</div></section>`;
}

function bar(name: string, kind: string, part: number, value: string): string {
    const width = Math.max(0, Math.min(100, part * 100)).toFixed(1);
    return `<div class="${kind}">${name}</div><div><i style="width:${width}%"></i></div><div class="n">${value}</div>`;
}

/** What the list below shows. Hints stand back at first where there is something graver. */
function toolbar(report: Report, families: readonly FamilyCount[]): string {
    const { findings } = totalsOf(report);
    const present = SEVERITY_ORDER.filter(severity => findings[severity] > 0);
    const boxes = present.map(severity => {
        const checked = severity === 'hint' && present.length > 1 ? '' : ' checked';
        return `<label><input type="checkbox" data-show="${severity}"${checked}> ${severity}</label>`;
    });
    const options = families.map(({ family }) => `<option>${family}</option>`);
    return `<div class="tools"><input type="search" id="search" placeholder="Search in rule, message, test and path" aria-label="Search">
<select id="family" aria-label="Family"><option value="">all families</option>${options.join('')}</select>${boxes.join('')}
<button id="toggle" type="button">Close all</button><output id="shown"></output></div>`;
}

function fileSection(file: FileReport, open: boolean): string {
    const totals: Record<string, number> = {};
    for (const { severity } of file.findings) totals[severity] = (totals[severity] ?? 0) + 1;
    const counts = SEVERITY_ORDER.filter(severity => totals[severity] !== undefined).map(
        severity => `<span class="pill ${severity}" title="${severity}">${totals[severity]}</span>`,
    );
    return `<details class="file"${open ? ' open' : ''}><summary>${escapeHtml(file.path)}<small>${counts.join('')}</small></summary>
${file.findings.map(finding => article(file, finding)).join('\n')}</details>`;
}

function article(file: FileReport, finding: Finding): string {
    const { rule, severity, confidence, message, context, range } = finding;
    const family = familyOf(rule);
    const words = escapeHtml(`${rule} ${family} ${message} ${context} ${file.path}`.toLowerCase());
    const meta = [
        `<a href="#${finding.fingerprint}">line ${range.start.line + 1}</a>`,
        context === '' ? '' : `<code>${escapeHtml(context)}</code>`,
        `<b>${escapeHtml(rule)}</b>`,
        confidence === 'high' ? '' : `${confidence} confidence`,
    ];
    return `<article id="${finding.fingerprint}" data-rule="${escapeHtml(rule)}" data-severity="${severity}" data-family="${family}" data-text="${words}">
<h3><span class="pill ${severity}">${severity}</span>${inlineMarkdown(message)}</h3>
<div class="meta">${meta.filter(text => text !== '').join(' · ')}</div>
${renderHtmlFrame(finding, file.lines)}${explanation(finding)}${fixes(file, finding)}</article>`;
}

function explanation({ explanation: { why, solution, evidence } }: Finding): string {
    const evidenceHtml = evidence === '' ? '' : `<div class="prose">${blockMarkdown(evidence)}</div>`;
    const advice = [why, solution].filter(text => text !== '').map(blockMarkdown);
    if (advice.length === 0) return evidenceHtml;
    return `${evidenceHtml}<details class="prose"><summary>Why, and what to do</summary>${advice.join('')}</details>`;
}

function fixes(file: FileReport, finding: Finding): string {
    return finding.fixes
        .map(fix => {
            const diff = file.text === undefined ? '' : renderHtmlDiff(fix, file.text);
            return `<details><summary>Fix: ${inlineMarkdown(fix.title)}</summary>${diff}</details>`;
        })
        .join('');
}

function errorList({ errors }: Report): string {
    if (errors.length === 0) return '';
    const items = errors.map(({ path, message }) => {
        const where = path === '' ? '' : `<code>${escapeHtml(path)}</code> `;
        return `<li>${where}${escapeHtml(message)}</li>`;
    });
    return `<h2>Could not be checked</h2><ul class="errors">${items.join('')}</ul>`;
}

function clean(report: Report): string {
    return `<div class="clean">${report.files.length === 0 ? 'Nothing was checked.' : 'No problems found.'}</div>`;
}
