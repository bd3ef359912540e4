/** `steady inspect` for a person: a line for each function, below it what was recognised in it. */
import type { Range } from '../base/text.ts';
import type { Inspection } from '../engine.ts';
import { oneLine } from './columns.ts';

type Context = Inspection['contexts'][number];
type Sleep = Context['sleeps'][number];
type Concurrency = NonNullable<Context['concurrency']>;
type Handle = Context['handles'][number];

/** An inspection as text; lines are one-based, as editors show them. */
export function renderInspection(path: string, inspection: Inspection): string {
    const out = [`${oneLine(path)}: ${ROLES[inspection.role]}`];
    for (const context of inspection.contexts) {
        const { start, end } = context.range;
        const broken = context.broken ? ', does not parse' : '';
        out.push(
            `${oneLine(context.name)} (${context.role}, lines ${start.line + 1}-${end.line + 1}${broken})`,
        );
        out.push(...contextLines(context));
    }
    return `${out.join('\n')}\n`;
}

/** What was recognised in one function, a line each. */
export function contextLines(context: Context): string[] {
    const out: string[] = [];
    if (context.slept) out.push(`  ${sleptLine(context.slept)}`);
    for (const sleep of context.sleeps) out.push(...sleepLines(sleep));
    for (const { range, seconds, target } of context.injectedDelays) {
        out.push(
            `  ${at(range)} injected delay${seconds === undefined ? '' : ` of ${seconds} s`} in \`${target}\``,
        );
    }
    if (context.race) {
        const { range, targets, declaredIn } = context.race;
        const calls = targets.map(target => `\`${target}\``).join(', ');
        out.push(
            `  ${at(range)} race reproduced on purpose up to line ${range.end.line + 1}: ${calls} (declared in its ${declaredIn})`,
        );
    }
    if (context.concurrency) out.push(...concurrencyLines(context.concurrency));
    for (const handle of context.handles) out.push(...handleLines(handle, context.name));
    return out;
}

const ROLES: Readonly<Record<Inspection['role'], string>> = {
    test: 'a test file',
    support: 'test support',
    other: 'neither a test nor test support; nothing is reported here',
};

/** `sleeps 1.5 s in all, 3 runs by parametrisation: 4.5 s`. */
function sleptLine({ seconds, atLeast, runs, runsAtLeast }: NonNullable<Context['slept']>): string {
    const once = `sleeps ${atLeast ? 'at least ' : ''}${seconds} s in all`;
    if (runs === 1 && !runsAtLeast) return once;
    const sum = Number((seconds * runs).toFixed(6));
    const least = atLeast || runsAtLeast ? 'at least ' : '';
    return `${once}; run ${runsAtLeast ? 'at least ' : ''}${runs} times: ${least}${sum} s`;
}

function sleepLines(sleep: Sleep): string[] {
    const length = sleep.seconds === undefined ? 'unknown length' : `${sleep.seconds} s`;
    const bets = sleep.bets ? ', the outcome bets on it' : '';
    const where = sleep.body === '' ? sleep.role : `${sleep.role}, in \`${sleep.body}\``;
    const out = [
        `  ${at(sleep.range)} \`${oneLine(sleep.call)}\` (${length}): ${sleep.intent}${bets} [${where}]`,
    ];
    for (const reason of sleep.reasons) out.push(`      because ${oneLine(reason)}`);
    if (sleep.started) {
        const place = sleep.started.range ? ` (${at(sleep.started.range)})` : '';
        out.push(`      before: ${oneLine(sleep.started.what)}${place}`);
    }
    if (sleep.observed) out.push(`      after: read or asserted in ${at(sleep.observed)}`);
    return out;
}

function concurrencyLines({ roots, variables, order, races }: Concurrency): string[] {
    const out = ['  runs beside each other:'];
    for (const { name, what, startedAt } of roots)
        out.push(`      ${oneLine(name)} (${what}${startedAt ? `, started in ${at(startedAt)}` : ''})`);
    for (const { name, accesses } of variables) {
        out.push(`  they share \`${oneLine(name)}\`:`);
        for (const { root, mode, locks, range } of accesses) {
            const held = locks.length > 0 ? `, holding ${locks.join(', ')}` : '';
            out.push(`      ${oneLine(root)}: ${mode} (${at(range)}${held})`);
        }
    }
    if (order.length > 0) out.push('  what orders them:');
    for (const { root, what, range } of order)
        out.push(`      ${oneLine(root)} ${oneLine(what)} (${at(range)})`);
    for (const { name, here, there } of races)
        out.push(`  nothing orders the uses of \`${oneLine(name)}\` in ${at(here)} and ${at(there)}`);
    return out;
}

function handleLines(handle: Handle, here: string): string[] {
    const name = handle.name === undefined ? 'a value passed on at once' : `\`${oneLine(handle.name)}\``;
    const kept = handle.escapes ? '; it is handed on' : '';
    const out = [`  ${at(handle.range)} ${name} is ${handle.what}${kept}`];
    for (const { name: operation, kind, context, range } of handle.operations) {
        const elsewhere = context === here ? '' : ` in ${oneLine(context)}`;
        out.push(`      ${kind}: \`${oneLine(operation)}\` (${at(range)}${elsewhere})`);
    }
    return out;
}

function at(range: Range): string {
    return `line ${range.start.line + 1}`;
}
