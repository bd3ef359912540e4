/** What a reviewer says about a file as a whole, from its findings. */
import type { Finding } from '../base/finding.ts';
import type { Analysis, SourceFile } from '../engine.ts';
import { listRules } from '../rules/registry.ts';
import type { Family } from '../rules/rule.ts';
import { count, listed, SEVERITY_ORDER } from './report.ts';

/** What is wrong with a file that has findings of a family. */
const VERDICTS: Readonly<Record<Family, string>> = {
    timing: 'its outcome depends on how fast the machine is',
    concurrency: 'code that runs at the same time meets without an order between',
    privilege:
        'it works with more rights than ordinary code has, so it cannot see a missing permission check',
    isolation: 'its tests can influence each other',
    determinism: 'its result depends on chance or on the clock',
    environment: 'it depends on the machine that it runs on',
    hygiene: 'its comments for Steady do not do what they say',
};

/** A few paragraphs of Markdown. */
export function reviewSummary(file: SourceFile, analysis: Analysis): string {
    const { findings } = analysis;
    if (!analysis.isTestFile) {
        return 'This is not a test file, so nothing was looked for in it. Steady reviews tests and what they use.';
    }
    const holds = `This file holds ${count(analysis.testCount, 'test')} in ${count(analysis.lineCount, 'line')}.`;
    if (findings.length === 0) {
        return [
            `${holds} Nothing in it waits for a guessed time, races, or takes more rights than it says.`,
            suppressedLine(analysis),
        ]
            .filter(part => part !== '')
            .join('\n\n');
    }
    const parts = [
        `${holds} ${opening(findings)}`,
        familyList(findings),
        firstStep(findings),
        fixesLine(findings),
        suppressedLine(analysis),
    ];
    if (file.text.trim() === '') return holds;
    return parts.filter(part => part !== '').join('\n\n');
}

function opening(findings: readonly Finding[]): string {
    const contexts = new Set(findings.map(finding => finding.context).filter(context => context !== ''));
    const places = contexts.size === 0 ? '' : ` in ${count(contexts.size, 'function')}`;
    const defects = `${count(findings.length, 'defect')}${places}`;
    if (findings.some(f => f.severity === 'error' || f.severity === 'warning')) {
        return `I found ${defects} and would not merge it as it is:`;
    }
    return `I found ${defects}; none has to stop a merge, but each deserves an answer:`;
}

function familyList(findings: readonly Finding[]): string {
    const families = new Map(listRules().map(rule => [rule.name, rule.family]));
    const groups = new Map<Family | undefined, Finding[]>();
    for (const finding of findings) {
        const family = families.get(finding.rule);
        groups.set(family, [...(groups.get(family) ?? []), finding]);
    }
    return [...groups]
        .map(([family, members]) => {
            const verdict = family === undefined ? 'there is something to look at' : VERDICTS[family];
            const rules = [...new Set(members.map(finding => `\`${finding.rule}\``))];
            const lines = [...new Set(members.map(finding => finding.range.start.line + 1))];
            const where = `${lines.length === 1 ? 'line' : 'lines'} ${listed(lines.map(String))}`;
            return `- **${family ?? 'other'}**: ${verdict} (${listed(rules)}, ${where}).`;
        })
        .join('\n');
}

/** The gravest finding of which the analysis is most sure, and how it is answered. */
function firstStep(findings: readonly Finding[]): string {
    const rank = (finding: Finding) =>
        SEVERITY_ORDER.indexOf(finding.severity) * 3 + ['high', 'medium', 'low'].indexOf(finding.confidence);
    const [first] = [...findings].sort((a, b) => rank(a) - rank(b));
    if (first === undefined || first.explanation.solution === '') return '';
    return `Begin with line ${first.range.start.line + 1}: ${firstSentence(first.explanation.solution)}`;
}

function firstSentence(text: string): string {
    const paragraph = text.split('\n\n')[0] ?? '';
    return /^.*?[.!?](?=\s|$)/s.exec(paragraph)?.[0] ?? paragraph;
}

function fixesLine(findings: readonly Finding[]): string {
    const fixable = findings.filter(finding =>
        finding.fixes.some(fix => fix.applicability !== 'display'),
    ).length;
    if (fixable === 0) return '';
    const all = fixable === findings.length ? 'All of them have' : `${fixable} of ${findings.length} have`;
    return `${findings.length === 1 ? 'It has' : all} a quick fix; read what it changes before you accept it.`;
}

function suppressedLine(analysis: Analysis): string {
    const { suppressed } = analysis;
    return suppressed === 0
        ? ''
        : `${count(suppressed, 'more finding')} ${suppressed === 1 ? 'is' : 'are'} suppressed by comments.`;
}
