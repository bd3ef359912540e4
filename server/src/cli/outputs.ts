/** Where reports go: one to standard output, any number of others into files. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { suggestion } from '../config/names.ts';
import type { Report } from '../report/report.ts';
import { findReporter, REPORTERS, type Reporter } from '../report/reporters.ts';
import { describeWriteError, UserError } from './errors.ts';
import type { Streams } from './streams.ts';

export interface Output {
    readonly reporter: Reporter;
    /** As the user wrote it; standard output where it is left out. */
    readonly path?: string;
}

/**
 * Reads what `--format` and `--output` say.
 *
 * @param formats each `name` or `name=file`
 * @param output where the format without a file goes
 */
export function parseOutputs(formats: readonly string[], output: string | undefined): Output[] {
    const outputs = (formats.length === 0 ? ['text'] : formats).map(format => {
        const equals = format.indexOf('=');
        const name = equals === -1 ? format : format.slice(0, equals);
        const path = equals === -1 ? undefined : format.slice(equals + 1);
        const reporter = findReporter(name);
        if (reporter === undefined) {
            const names = REPORTERS.map(known => known.name);
            const hint = suggestion(name, names) || ` There is ${names.join(', ')}.`;
            throw new UserError(`There is no format "${name}".${hint}`);
        }
        if (path === '') throw new UserError(`--format ${format}: a file's name is missing behind the "=".`);
        return { reporter, ...(path === undefined ? {} : { path }) };
    });
    const unnamed = outputs.filter(({ path }) => path === undefined);
    if (unnamed.length > 1) {
        const [first, second] = unnamed.map(({ reporter }) => reporter.name);
        throw new UserError(
            `Two formats cannot both go to standard output: give one a file, as in --format ${first} --format ${second}=report.`,
        );
    }
    if (output === undefined) return outputs;
    if (unnamed.length === 0)
        throw new UserError(`--output ${output}: every format has a file of its own already.`);
    return outputs.map(each => (each.path === undefined ? { ...each, path: output } : each));
}

/** What the report must carry for all outputs together. */
export function needsOf(outputs: readonly Output[]): { texts: boolean; sleeps: boolean } {
    return {
        texts: outputs.some(({ reporter }) => reporter.needs?.texts),
        sleeps: outputs.some(({ reporter }) => reporter.needs?.sleeps),
    };
}

/** Renders and writes every output. A file that cannot be written is said, and the others are written all the same. */
export function writeOutputs(
    outputs: readonly Output[],
    report: Report,
    cwd: string,
    streams: Streams,
): { readonly failed: boolean } {
    let failed = false;
    for (const { reporter, path } of outputs) {
        if (path === undefined) {
            streams.out(reporter.render(report, streams));
            continue;
        }
        try {
            const target = resolve(cwd, path);
            mkdirSync(dirname(target), { recursive: true });
            writeFileSync(target, reporter.render(report, { colour: false, width: 100 }));
        } catch (error) {
            failed = true;
            streams.complain(`${path} cannot be written: ${describeWriteError(error)}`);
        }
    }
    return { failed };
}
