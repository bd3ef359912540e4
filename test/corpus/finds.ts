/** What the command line finds in one file, in the form in which a person would write it down. */
import { expect } from 'vitest';
import type { Cli } from '../cli/harness.ts';

/** A finding; lines count from one, `names` are the pieces of code in backticks in its message. */
export interface Found {
    readonly rule: string;
    readonly lines: readonly [number, number];
    readonly names: readonly string[];
}

interface JsonFinding {
    readonly rule: string;
    readonly message: string;
    readonly range: { readonly start: { readonly line: number }; readonly end: { readonly line: number } };
}

/** Runs `steady check` on `file` in `folder`; fails if anything but findings came out. */
export async function findsIn(cli: Cli, folder: string, file: string): Promise<Found[]> {
    const { stdout, stderr, code } = await cli.run(folder, ['check', file, '--format', 'json']);
    expect({ stderr, code }).toEqual({ stderr: '', code: 1 });
    const { findings } = JSON.parse(stdout) as { findings: readonly JsonFinding[] };
    return findings.map(({ rule, message, range }) => ({
        rule,
        lines: [range.start.line + 1, range.end.line + 1],
        names: [...message.matchAll(/`([^`]+)`/g)].map(match => match[1] ?? ''),
    }));
}
