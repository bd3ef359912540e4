/** How messages speak of code: its own names, in backticks, short enough for one line. */
import type { Step } from '../flow/timeline.ts';

const MAX_QUOTE = 60;

/** `0.5 s`, `1 s`, `100 ms`. */
export function formatSeconds(seconds: number): string {
    if (seconds !== 0 && Math.abs(seconds) < 0.1) return `${Number((seconds * 1000).toPrecision(3))} ms`;
    return `${Number(seconds.toPrecision(4))} s`;
}

/** Source text in backticks, on one line, cut if it is long. */
export function quote(text: string): string {
    const line = text.replace(/\s+/g, ' ').trim();
    const cut = line.length > MAX_QUOTE ? `${line.slice(0, MAX_QUOTE - 1)}…` : line;
    return `\`${cut.replaceAll('`', "'")}\``;
}

export function quoteStep(step: Step, text: string): string {
    return quote(text.slice(step.start, step.end));
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
    if (items.length <= 1) return items[0] ?? '';
    return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}

/** `1 read`, `3 reads`. */
export function count(n: number, singular: string, plural = `${singular}s`): string {
    return `${n} ${n === 1 ? singular : plural}`;
}
