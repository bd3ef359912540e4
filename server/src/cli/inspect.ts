/** `steady inspect`: what the analysis sees in a file, to understand a finding or its absence. */
import { readFileSync } from 'node:fs';
import { createConfigLoader, formatProblem } from '../config/load.ts';
import type { KnownRules } from '../config/validate.ts';
import { createEngine } from '../engine.ts';
import { renderInspection } from '../report/inspection.ts';
import { EXIT, type ExitCode } from './check.ts';
import { decodeSource } from './decode.ts';
import { describeFileError, UserError } from './errors.ts';
import { diskReader, selectFiles } from './files.ts';
import type { Streams } from './streams.ts';
import { readWasm } from './wasm.ts';

export interface InspectOptions {
    readonly cwd: string;
    readonly format: 'text' | 'json';
    readonly known: KnownRules;
}

/** Prints what is seen in one file. Throws a `UserError` if it cannot be read. */
export async function inspect(path: string, options: InspectOptions, streams: Streams): Promise<ExitCode> {
    const loader = createConfigLoader(diskReader, options.known);
    const selection = await selectFiles([path], { cwd: options.cwd, gitignore: false, loader });
    for (const { path: wrong, message } of selection.errors) throw new UserError(`${wrong} ${message}`);
    for (const problem of selection.configProblems) streams.complain(formatProblem(problem));
    const [task, ...more] = selection.tasks;
    if (more.length > 0) throw new UserError(`${path} is a folder: name one file to inspect.`);
    if (task === undefined) throw new UserError(`${path} is left out by the configuration.`);
    const decoded = decodeSource(readBytes(task.path, task.display));
    if ('error' in decoded) throw new UserError(`${task.display} ${decoded.error}`);
    const engine = await createEngine(readWasm());
    try {
        const inspection = engine.inspect({ path: task.enginePath, text: decoded.text }, task.config);
        streams.out(
            options.format === 'json'
                ? `${JSON.stringify({ version: 1, path: task.display, ...inspection }, null, 2)}\n`
                : renderInspection(task.display, inspection),
        );
    } finally {
        engine.dispose();
    }
    return selection.configProblems.length > 0 ? EXIT.failed : EXIT.clean;
}

function readBytes(path: string, display: string): Buffer {
    try {
        return readFileSync(path);
    } catch (error) {
        throw new UserError(`${display} ${describeFileError(error)}`);
    }
}
