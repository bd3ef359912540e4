/** What sleeping costs, in the code: inlay hints behind tests or sleeps, and a code lens above tests. */
import type {
    CodeLens,
    Connection,
    InlayHint,
    InlayHintParams,
    Position,
    Range,
} from 'vscode-languageserver';
import { LineIndex } from '../base/text.ts';
import type { SleepingFile } from '../engine.ts';
import { formatDuration } from '../report/report.ts';
import type { Asking } from './asking.ts';
import type { DocumentStore } from './documents.ts';
import { requireRange, requireUri } from './params.ts';
import { WHY_COMMAND } from './protocol.ts';

type Test = SleepingFile['tests'][number];
type Call = SleepingFile['calls'][number];

/** @param commands that the client has itself; the lens leads nowhere without one */
export function registerSleeping(
    connection: Connection,
    documents: DocumentStore,
    { opened, means }: Asking,
    commands: readonly string[],
): void {
    connection.languages.inlayHint.on(async (params: InlayHintParams, token) => {
        const method = 'textDocument/inlayHint';
        const document = opened(method, requireUri(method, params));
        requireRange(method, params);
        const { engine, resolved } = await means(document, token);
        const { inlayHints } = resolved.editor;
        if (inlayHints === 'off' || !resolved.config.enabled) return [];
        const sleeping = documents.sleeping(engine, document, resolved);
        const hints =
            inlayHints === 'test'
                ? testHints(sleeping.tests, new LineIndex(document.text.getText()))
                : callHints(sleeping.calls);
        return hints.filter(({ position }) => isIn(position, params.range));
    });
    connection.onCodeLens(async (params, token) => {
        const method = 'textDocument/codeLens';
        const document = opened(method, requireUri(method, params));
        const { engine, resolved } = await means(document, token);
        if (!resolved.editor['codeLens.enable'] || !resolved.config.enabled) return [];
        const { tests } = documents.sleeping(engine, document, resolved);
        return lenses(tests, document.uri, commands.includes(WHY_COMMAND) ? WHY_COMMAND : '');
    });
}

function testHints(tests: readonly Test[], lines: LineIndex): InlayHint[] {
    return tests
        .filter(({ budget }) => budget.seconds > 0)
        .map(({ line, budget }) => ({
            position: { line, character: lines.lineText(line).trimEnd().length },
            label: `${secondsOf(budget)} asleep${runsOf(budget)}`,
            paddingLeft: true,
            tooltip:
                'What a run of this test sleeps, as far as the code says: the loops around its sleeps, its helpers ' +
                'in this file and the setUp of its class included.',
        }));
}

function callHints(calls: readonly Call[]): InlayHint[] {
    return calls
        .filter(({ plain, total }) => !plain && total.seconds > 0)
        .map(({ range, total }) => ({
            position: range.end,
            label:
                total.rounds > 1
                    ? `${total.rounds} × ${durationOf(total.seconds / total.rounds)} = ${secondsOf(total)}`
                    : secondsOf(total),
            paddingLeft: true,
        }));
}

function lenses(tests: readonly Test[], uri: string, command: string): CodeLens[] {
    return tests
        .filter(({ budget }) => budget.seconds > 0)
        .map(({ line, budget }) => ({
            range: { start: { line, character: 0 }, end: { line, character: 0 } },
            command: {
                title: `${secondsOf(budget)} asleep${runsOf(budget)}`,
                command,
                arguments: [uri, { line, character: 0 }],
            },
        }));
}

/** `3.5 s`, `≥ 3.5 s`. */
function secondsOf({ seconds, atLeast }: { readonly seconds: number; readonly atLeast: boolean }): string {
    return `${atLeast ? '≥ ' : ''}${durationOf(seconds)}`;
}

/** As the code writes it, where that is short. */
function durationOf(seconds: number): string {
    return seconds < 60 ? `${Number(seconds.toPrecision(3))} s` : formatDuration(seconds);
}

/** Nothing for a test that runs once. */
function runsOf({ runs, runsAtLeast }: Test['budget']): string {
    if (runs === 1) return '';
    return `, ${runsAtLeast ? '≥ ' : ''}${runs} times`;
}

function isIn({ line }: Position, { start, end }: Range): boolean {
    return start.line <= line && line <= end.line;
}
