/** Parts of a run for the machines of a CI matrix: every file in one part, the parts of about the same size. */
import { InvalidArgumentError } from 'commander';
import type { SizedTask } from './pool.ts';

export interface Shard {
    /** From 1. */
    readonly index: number;
    readonly count: number;
}

export function parseShard(value: string): Shard {
    const [, index, count] = (/^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(value) ?? []).map(Number);
    if (index === undefined || count === undefined || index > count) {
        throw new InvalidArgumentError('It must be a part and how many there are, such as 1/3.');
    }
    return { index, count };
}

/** The files of one part, in the given order. Every machine with the same files makes the same parts. */
export function shardOf<T extends Pick<SizedTask, 'display' | 'bytes'>>(
    tasks: readonly T[],
    { index, count }: Shard,
): T[] {
    const loads = new Array<number>(count).fill(0);
    const mine = new Set<T>();
    // The largest first, each to the part with the least so far: good balance, and no search.
    const bySize = [...tasks].sort((a, b) => b.bytes - a.bytes || (a.display < b.display ? -1 : 1));
    for (const task of bySize) {
        const least = loads.indexOf(Math.min(...loads));
        // An empty file costs something, too.
        loads[least] = (loads[least] ?? 0) + task.bytes + 1000;
        if (least === index - 1) mine.add(task);
    }
    return tasks.filter(task => mine.has(task));
}
