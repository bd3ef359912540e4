/** What is known beforehand of something that a test waits for. */
import type { Call } from './timeline.ts';

/** Source text of the object whose method is called, or `undefined` for plain functions. */
export function receiverOf({ expr }: Call, text: string): string | undefined {
    return expr.func.kind === 'attribute'
        ? text.slice(expr.func.value.start, expr.func.value.end)
        : undefined;
}

/** Fills an Event or a queue, or asks how much is in it. */
const FILLS = /^(set|put|put_nowait|qsize)$/;

/** Whether the wait returns at once: the same body has set the Event, put the item or asserted that there is one. */
export function isFilled(call: Call, text: string): boolean {
    const receiver = receiverOf(call, text);
    if (receiver === undefined) return false;
    let filled = false;
    for (const step of call.step.body.steps.slice(0, call.step.index + 1)) {
        for (const other of step.calls) {
            if (receiverOf(other, text) !== receiver) continue;
            if (FILLS.test(other.name)) filled = true;
            if (other.name === 'clear') filled = false;
            if (other.name === 'empty')
                filled = /assertFalse|\bnot\b/.test(text.slice(step.start, other.expr.start));
        }
    }
    return filled;
}
