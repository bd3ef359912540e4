/** Why something is, or is not, reported at a place: what was found there, what hid it, what the analysis sees. */
import type { Finding } from '../base/finding.ts';
import type { Range } from '../base/text.ts';
import type { Config } from '../config/schema.ts';
import type { Analysis, Inspection } from '../engine.ts';
import { RULES } from '../rules/registry.ts';
import { ruleState } from './configuration.ts';
import { contextLines } from './inspection.ts';

export interface WhyInput {
    /** What the page calls the file. */
    readonly name: string;
    readonly text: string;
    /** Zero-based. */
    readonly line: number;
    readonly config: Config;
    readonly analysis: Analysis;
    /** The same with every rule on and at any confidence. */
    readonly everything: Analysis;
    readonly inspection: Inspection;
    readonly isBaselined: (finding: Finding) => boolean;
}

type Context = Inspection['contexts'][number];

/** A configuration under which every rule speaks, however unsure it is. */
export function everythingOn(config: Config): Config {
    const select = ['all', ...RULES.map(({ meta }) => meta.name)];
    return { ...config, enabled: true, select, ignore: [], severity: {}, minConfidence: 'low' };
}

/** A page of Markdown. */
export function renderWhy(input: WhyInput): string {
    const { name, line, analysis, config, inspection } = input;
    const context = contextAt(inspection, line);
    const parts = [`# Line ${line + 1} of \`${name}\``, code(input.text, line)];
    if (config.enabled && !analysis.isTestFile) parts.push(noTestFile(config));
    if (!config.enabled) {
        parts.push('Steady is switched off for this file. *Show Configuration for This File* says by what.');
    }
    parts.push(...reportedHere(input), ...silencedHere(input, context));
    if (context === undefined) {
        parts.push('The line lies in no function: most rules look at tests, fixtures and their helpers.');
    } else {
        parts.push(...seen(context, line), ...rulesThatLooked(input, context));
    }
    return `${parts.join('\n\n')}\n`;
}

function code(text: string, line: number): string {
    const source = (text.split(/\r\n|\r|\n/)[line] ?? '').trim();
    return source === '' ? 'The line is empty.' : `\`\`\`python\n${source}\n\`\`\``;
}

function noTestFile({ testFiles }: Config): string {
    const patterns = testFiles.map(pattern => `\`${pattern}\``).join(', ');
    return (
        'This is not a test file: nothing is reported in it. Test files are called ' +
        `${patterns} (\`test-files\`), or lie in a folder of tests.`
    );
}

function reportedHere({ analysis, line, isBaselined }: WhyInput): string[] {
    const here = analysis.findings.filter(({ range }) => holds(range, line));
    if (here.length === 0) return ['## Reported here', 'Nothing.'];
    return [
        '## Reported here',
        ...here.map(finding => {
            const faded = isBaselined(finding)
                ? '\n\nIt is in the baseline: faded in the editor, and hidden on the command line.'
                : '';
            return `- **${finding.rule}** (${finding.severity}, ${finding.confidence} confidence): ${finding.message}.${faded}`;
        }),
    ];
}

/** What a rule would say on this line, or anywhere in its function, if nothing kept it from it. */
function silencedHere(input: WhyInput, context: Context | undefined): string[] {
    const { analysis, everything, line } = input;
    const key = ({ rule, range: { start } }: Finding) => `${rule} ${start.line}:${start.character}`;
    const reported = new Set(analysis.findings.map(key));
    const reasons = new Map((analysis.hidden ?? []).map(({ finding, reason }) => [key(finding), reason]));
    const all = [...everything.findings, ...(everything.hidden ?? []).map(({ finding }) => finding)];
    const near = ({ range }: Finding) =>
        holds(range, line) || (context !== undefined && holds(context.range, range.start.line));
    const silenced = all.filter(finding => !reported.has(key(finding)) && near(finding));
    if (silenced.length === 0) return [];
    const items = silenced.map(finding => {
        const { rule, message, range } = finding;
        const where = holds(range, line) ? '' : ` in line ${range.start.line + 1}`;
        return `- **${rule}**${where}: ${message}.\n  Not reported because ${reasonOf(finding, input, reasons.get(key(finding)))}.`;
    });
    return ['## Found, and not reported', items.join('\n')];
}

function reasonOf(finding: Finding, { config }: WhyInput, comment: string | undefined): string {
    if (comment !== undefined) {
        return comment === '' ? 'a comment silences it' : `a comment silences it: “${comment}”`;
    }
    const meta = RULES.find(rule => rule.meta.name === finding.rule)?.meta;
    const state = meta && ruleState(meta, config);
    if (state?.on === false) return `the rule is off: ${state.why}`;
    return `the analysis is only of ${finding.confidence} confidence, and \`min-confidence\` is \`${config.minConfidence}\``;
}

/** What the analysis holds to be true of the line, or else of its function. */
function seen(context: Context, line: number): string[] {
    const { start, end } = context.range;
    const whole = `\`${context.name}\` (${context.role}, lines ${start.line + 1}–${end.line + 1})`;
    if (context.broken) {
        return [
            `## What Steady sees`,
            `${whole} does not parse at the moment: rules are silent until it does.`,
        ];
    }
    const here = context.sleeps.filter(({ range }) => holds(range, line));
    const sleeps = here.map(({ call, seconds, intent, reasons, bets }) => {
        const length = seconds === undefined ? 'of a length that the file does not say' : `of ${seconds} s`;
        const bet = bets
            ? 'the outcome of the test depends on its being long enough'
            : 'nothing in the test depends on its being long enough';
        return `- \`${call}\` is a sleep ${length}. It ${INTENTS[intent]} (${reasons.join('; ')}); ${bet}.`;
    });
    const lines = contextLines(context);
    return [
        '## What Steady sees',
        ...(sleeps.length > 0 ? [sleeps.join('\n')] : []),
        lines.length === 0
            ? `In ${whole} it sees no sleep, nothing that runs beside it, and no privileged handle.`
            : `In ${whole}:\n\n\`\`\`text\n${lines.map(text => text.replace(/^ {2}/, '')).join('\n')}\n\`\`\``,
    ];
}

const INTENTS: Readonly<Record<Context['sleeps'][number]['intent'], string>> = {
    'wait-for-effect': 'stands for waiting until something has happened',
    'wait-for-absence': 'gives something time that shall not happen',
    'poll-bounded': 'spaces the rounds of a poll that ends',
    'poll-silent': 'spaces the rounds of a poll that ends without a word',
    'poll-unbounded': 'spaces the rounds of a poll that nothing ends',
    'delay-injection': 'slows production code on purpose',
    'simulated-work': 'stands for work',
    'elapse-time': 'lets time pass that the code under test looks at',
    yield: 'lets others run',
    pacing: 'spaces rounds',
    subject: 'is itself what is tested',
};

/** The rules by whether they had anything to look at in the function. */
function rulesThatLooked({ text, config }: WhyInput, { range }: Context): string[] {
    const body = text
        .split(/\r\n|\r|\n/)
        .slice(range.start.line, range.end.line + 1)
        .join('\n');
    const groups: Record<'looked' | 'nothing' | 'off', string[]> = { looked: [], nothing: [], off: [] };
    for (const { meta, triggers, configuredTriggers } of RULES) {
        const state = ruleState(meta, config);
        const words = [...triggers, ...(configuredTriggers?.(config) ?? [])];
        if (!state.on) groups.off.push(`\`${meta.name}\` (${state.why})`);
        else if (words.some(word => body.includes(word))) groups.looked.push(`\`${meta.name}\``);
        else groups.nothing.push(`\`${meta.name}\``);
    }
    const line = (title: string, names: readonly string[]) =>
        names.length === 0 ? [] : [`- **${title}** (${names.length}): ${names.join(', ')}`];
    return [
        '## Which rules looked',
        [
            ...line('Looked at this function', groups.looked),
            ...line('Had nothing to look at, since none of their words is in it', groups.nothing),
            ...line('Off', groups.off),
        ].join('\n'),
    ];
}

/** The innermost function that holds a line. */
function contextAt({ contexts }: Inspection, line: number): Context | undefined {
    return contexts
        .filter(({ range }) => holds(range, line))
        .sort((a, b) => b.range.start.line - a.range.start.line)[0];
}

function holds({ start, end }: Range, line: number): boolean {
    return start.line <= line && line <= end.line;
}
