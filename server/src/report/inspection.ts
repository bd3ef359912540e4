/** `steady inspect` for a person: a line for each function, below it what was recognised in it. */
import type { Range } from '../base/text.ts';
import type { Inspection } from '../engine.ts';
import { oneLine } from './columns.ts';

type Context = Inspection['contexts'][number];
type Sleep = Context['sleeps'][number];
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
        for (const handle of context.handles) out.push(...handleLines(handle, context.name));
    }
    return `${out.join('\n')}\n`;
}

const ROLES: Readonly<Record<Inspection['role'], string>> = {
    test: 'a test file',
    support: 'test support',
    other: 'neither a test nor test support; nothing is reported here',
};

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
