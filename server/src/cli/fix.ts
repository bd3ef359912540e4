/** `--fix` and `--diff`: makes the fixes of what was reported, file by file, each file whole or not at all. */
import { readFileSync } from 'node:fs';
import { createTwoFilesPatch } from 'diff';
import { applyEdits } from '../base/apply.ts';
import type { Finding, Fix, TextEdit } from '../base/finding.ts';
import { LineIndex, type Position } from '../base/text.ts';
import { createEngine, type Engine } from '../engine.ts';
import type { FileReport, Report, RunError } from '../report/report.ts';
import { analyseText, isRunError } from './analyse-file.ts';
import { decodeSource, encodeSource } from './decode.ts';
import { describeFileError, describeWriteError } from './errors.ts';
import type { SizedTask } from './pool.ts';
import { readWasm } from './wasm.ts';
import { writeAtomically } from './write.ts';

export interface FixOptions {
    /** Whether fixes are made that may change what a test does. */
    readonly unsafe: boolean;
    /** Whether files are written; otherwise only the difference is made. */
    readonly write: boolean;
    /** Whether only what the report holds may be fixed, because it is not all that was found. */
    readonly onlyReported: boolean;
}

export interface Fixed {
    /** The report after the fixes. */
    readonly report: Report;
    readonly findings: number;
    readonly files: number;
    /** The changes of all files, as `patch -p1` and `git apply` take them. */
    readonly diff: string;
}

/** Fixes whose places meet wait for the next round; a fix can bring another finding to light. */
const MOST_ROUNDS = 10;

/** Fixes files of which something fixable was reported. What goes wrong with one is among the report's errors. */
export async function fixFiles(
    report: Report,
    tasks: readonly SizedTask[],
    options: FixOptions,
): Promise<Fixed> {
    const taskOf = new Map(tasks.map(task => [task.display, task]));
    const errors: RunError[] = [...report.errors];
    const files: FileReport[] = [];
    let findings = 0;
    let changed = 0;
    let diff = '';
    let engine: Engine | undefined;
    try {
        for (const file of report.files) {
            const task = taskOf.get(file.path);
            files.push(file);
            if (task === undefined || !file.findings.some(finding => fixOf(finding, options))) continue;
            engine ??= await createEngine(readWasm());
            const result = fixFile(engine, task, file, options);
            if (typeof result === 'string') {
                errors.push({ path: file.path, message: result });
            } else if (result.fixed > 0) {
                files[files.length - 1] = options.write ? result.file : file;
                findings += result.fixed;
                changed++;
                diff += result.diff;
            }
        }
    } finally {
        engine?.dispose();
    }
    return { report: { ...report, files, errors }, findings, files: changed, diff };
}

interface FixedFile {
    readonly file: FileReport;
    readonly fixed: number;
    readonly diff: string;
}

/** The result, or why the file was left as it was. */
function fixFile(engine: Engine, task: SizedTask, file: FileReport, options: FixOptions): FixedFile | string {
    if (task.content !== undefined) return 'was not fixed: more of it is changed than is staged';
    let bytes: Buffer;
    try {
        bytes = readFileSync(task.path);
    } catch (error) {
        return describeFileError(error);
    }
    const decoded = decodeSource(bytes);
    if ('error' in decoded) return decoded.error;
    const before = decoded.text;
    const reported = new Set(file.findings.map(finding => finding.fingerprint));
    const isWanted = (finding: Finding) => !options.onlyReported || reported.has(finding.fingerprint);
    let text = before;
    let outcome = analyseText(engine, task, text);
    let fixed = 0;
    for (let round = 0; round < MOST_ROUNDS; round++) {
        if (isRunError(outcome)) return outcome.message;
        const { edits, count } = editsOf(outcome.findings.filter(isWanted), options);
        if (count === 0) break;
        const next = applyEdits(new LineIndex(text), withLineEndings(edits, text));
        if (brokenFunctions(engine, task, next) > brokenFunctions(engine, task, text)) {
            return 'was not fixed: a fix would leave it with a syntax error';
        }
        text = next;
        fixed += count;
        outcome = analyseText(engine, task, text);
    }
    if (isRunError(outcome)) return outcome.message;
    if (text === before) return { file, fixed: 0, diff: '' };
    if (options.write) {
        const encoded = encodeSource(text, decoded.encoding);
        if (encoded === undefined)
            return `was not fixed: its encoding ${decoded.encoding.name} cannot hold the fix`;
        const problem = replaceFile(task.path, bytes, encoded);
        if (problem !== undefined) return problem;
    }
    return { file: outcome, fixed, diff: differenceOf(file.path, before, text) };
}

/** Writes only over the bytes that were read: what somebody else has saved meanwhile is theirs. */
function replaceFile(path: string, before: Buffer, after: Buffer): string | undefined {
    let isChanged = false;
    try {
        writeAtomically(path, after, () => {
            isChanged = !readFileSync(path).equals(before);
            if (isChanged) throw new Error('changed');
        });
        return undefined;
    } catch (error) {
        return isChanged
            ? 'was not fixed: it was changed while it was being checked; run the command again'
            : `cannot be written: ${describeWriteError(error)}`;
    }
}

/** The first fix that may be made without a person; a mark that hides the finding is none. */
function fixOf(finding: Finding, { unsafe }: { readonly unsafe: boolean }): Fix | undefined {
    return finding.fixes.find(
        ({ applicability, edits }) =>
            (applicability === 'safe' || (unsafe && applicability === 'unsafe')) &&
            !edits.some(edit => /#\s*steady:/.test(edit.newText)),
    );
}

/** The fixes that can be made together, first come, first served; insertions that two of them share are one. */
function editsOf(
    findings: readonly Finding[],
    options: FixOptions,
): { readonly edits: TextEdit[]; readonly count: number } {
    const taken: TextEdit[] = [];
    let count = 0;
    for (const finding of findings) {
        const fix = fixOf(finding, options);
        if (fix === undefined) continue;
        const fresh = fix.edits.filter(edit => !taken.some(other => isSameInsertion(edit, other)));
        if (fresh.some(edit => taken.some(other => meet(edit, other)))) continue;
        taken.push(...fresh);
        count++;
    }
    return { edits: taken.sort((a, b) => compare(a.range.start, b.range.start)), count };
}

function meet(a: TextEdit, b: TextEdit): boolean {
    return compare(a.range.start, b.range.end) <= 0 && compare(b.range.start, a.range.end) <= 0;
}

function isSameInsertion(a: TextEdit, b: TextEdit): boolean {
    return (
        a.newText === b.newText &&
        compare(a.range.start, a.range.end) === 0 &&
        compare(a.range.start, b.range.start) === 0 &&
        compare(a.range.end, b.range.end) === 0
    );
}

function compare(a: Position, b: Position): number {
    return a.line - b.line || a.character - b.character;
}

/** A file whose every line ends in `\r\n` goes on to do so. */
function withLineEndings(edits: readonly TextEdit[], text: string): readonly TextEdit[] {
    if (!text.includes('\r\n') || /(?<!\r)\n/.test(text)) return edits;
    return edits.map(edit => ({ ...edit, newText: edit.newText.replace(/\r?\n/g, '\r\n') }));
}

function brokenFunctions(engine: Engine, task: SizedTask, text: string): number {
    const { contexts } = engine.inspect({ path: task.enginePath, text }, task.config);
    return contexts.filter(({ broken }) => broken).length;
}

function differenceOf(path: string, before: string, after: string): string {
    const name = path.replace(/^\//, '');
    const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, '', '', { context: 3 });
    return patch.replace(/^=+\n/, '').replace(/^(---|\+\+\+) (.*?)\t$/gm, '$1 $2');
}
