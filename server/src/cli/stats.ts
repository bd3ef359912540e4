/** `steady stats`: which tests sleep how long. */
import pc from 'picocolors';
import { oneLine } from '../report/columns.ts';
import { count, formatDuration, type Report, totalSleep } from '../report/report.ts';
import { type RankedSleep, rankedSleeps } from '../report/sleeps.ts';
import { checkPaths, EXIT, type ExitCode } from './check.ts';
import type { CheckOptions } from './options.ts';
import type { Streams } from './streams.ts';

export interface StatsOptions extends CheckOptions {
    readonly format: 'text' | 'json';
    /** How many tests are listed as text. */
    readonly top: number;
}

/** Prints the ranking; 2 where something could not be read, else 0: a long sleep alone is no failure. */
export async function stats(
    paths: readonly string[],
    options: StatsOptions,
    streams: Streams,
): Promise<ExitCode> {
    const report = await checkPaths(
        paths,
        { ...options, baseline: false, keep: { texts: false, sleeps: true } },
        streams,
    );
    const ranked = rankedSleeps(report);
    streams.out(
        options.format === 'json' ? json(report, ranked) : text(report, ranked, options.top, streams),
    );
    return report.errors.length > 0 ? EXIT.failed : EXIT.clean;
}

function json(report: Report, ranked: readonly RankedSleep[]): string {
    const sleeps = ranked.map(({ path, cost, total }) => ({ path, ...cost, total }));
    return `${JSON.stringify({ version: 1, seconds: totalSleep(report), sleeps }, null, 2)}\n`;
}

function text(report: Report, ranked: readonly RankedSleep[], top: number, streams: Streams): string {
    const colours = pc.createColors(streams.colour);
    if (ranked.length === 0) return 'No test sleeps.\n';
    const shown = ranked.slice(0, top);
    const totals = shown.map(({ total }) => formatDuration(total));
    const width = Math.max(...totals.map(total => total.length));
    const lines = shown.map(({ path, cost }, i) => {
        const { context, role, line, times, seconds, sleeps, unknown } = cost;
        const notes = [
            role === 'test' ? '' : role,
            times > 1 ? `${times} times ${formatDuration(seconds)}` : '',
            sleeps > 1 ? count(sleeps, 'sleep') : '',
            unknown > 0 ? `${unknown} of unknown length` : '',
        ].filter(note => note !== '');
        const note = notes.length === 0 ? '' : colours.dim(` (${notes.join(', ')})`);
        const total = colours.bold((totals[i] ?? '').padStart(width));
        return `${total}  ${oneLine(context)}${note}  ${colours.dim(`${oneLine(path)}:${line + 1}`)}`;
    });
    const more = ranked.length - shown.length;
    if (more > 0) lines.push(colours.dim(`and ${more.toLocaleString('en-GB')} more`));
    const sum = `${count(ranked.length, 'function sleeps', 'functions sleep')}: one run waits at least ${formatDuration(totalSleep(report))}.`;
    return `${[...lines, '', sum].join('\n')}\n`;
}
