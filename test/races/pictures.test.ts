/** The interleavings as people see them: two columns of the code's own lines, which no hover breaks. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../server/src/engine.ts';
import { analyse, configOf, loadEngine } from '../engine/support.ts';
import { RACE } from '../lsp/samples.ts';

let engine: Engine;
beforeAll(async () => {
    engine = await loadEngine();
});
afterAll(() => engine.dispose());

/** The picture of the first finding of a rule, line by line. */
function picture(text: string, rule: string): string[] {
    const { findings } = analyse(engine, text, 'test_it.py', configOf({ select: [rule] }));
    const [finding] = findings.filter(f => f.rule === rule);
    return finding?.explanation.evidence.split('\n') ?? [];
}

const READ = `import threading


def test_worker():
    results = []

    def worker():
        results.append('something that is long enough to fill half of the hover of an editor')

    thread = threading.Thread(target=worker)
    thread.start()
    assert results == ['something that is long enough to fill half of the hover of an editor']
    thread.join()
`;

const UPDATE = `import asyncio


async def test_count():
    count = 0

    async def worker():
        nonlocal count
        value = count
        await asyncio.sleep(0)
        count = value + 1

    await asyncio.gather(worker(), worker())
`;

const ONE_HELD = `import time
from unittest import mock

from shop import stock


def test_sale_races_with_refresh():
    # Inject a sleep into Store.sell to make it overlap with the refresh.
    original_sell = stock.Store.sell

    def slow_sell(*args):
        time.sleep(1)
        return original_sell(*args)

    with mock.patch('shop.stock.Store.sell', new=slow_sell):
        stock.run_both()
    assert stock.count() == 0
`;

describe('The picture', () => {
    it('of a read before the write', () => {
        const lines = picture(READ, 'read-before-join');
        expect(lines.map(line => line.replace(/ +/g, ' '))).toEqual([
            '```text',
            ' test | worker',
            expect.stringMatching(/^-+\+-+$/),
            ' thread.start() |',
            ' | (not scheduled yet)',
            expect.stringMatching(/^ assert .*… <-- reads before the write \|$/),
            expect.stringMatching(/^ \| results\.append\(.*…$/),
            '```',
        ]);
        expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(86);
        expect(new Set(lines.slice(1, -1).map(line => line.search(/[|+]/))).size).toBe(1);
    });

    it('of an update that is lost between two awaits', () => {
        expect(picture(UPDATE, 'non-atomic-update').map(line => line.replace(/ +/g, ' '))).toEqual([
            '```text',
            ' worker #1 | worker #2',
            expect.stringMatching(/^-+\+-+$/),
            ' value = count |',
            ' | value = count',
            ' | count = value + 1',
            ' count = value + 1 <-- knows nothing of it |',
            '```',
        ]);
    });

    it('of two calls that delays hold beside each other', () => {
        expect(picture(RACE, 'intentional-race').map(line => line.replace(/ +/g, ' '))).toEqual([
            '```text',
            ' slow_sell for Store.sell | slow_load for Store.load',
            expect.stringMatching(/^-+\+-+$/),
            ' time.sleep(1) <-- held here |',
            ' | time.sleep(2) <-- held for longer',
            ' return original_sell(*args) |',
            ' | return original_load(*args) <-- 1 s later',
            '```',
        ]);
    });

    it('of one call that a delay holds beside the test', () => {
        expect(picture(ONE_HELD, 'intentional-race').map(line => line.replace(/ +/g, ' '))).toEqual([
            '```text',
            ' test | slow_sell for Store.sell',
            expect.stringMatching(/^-+\+-+$/),
            ' stock.run_both() |',
            ' | time.sleep(1) <-- held here',
            ' (what overlaps goes on) |',
            ' | return original_sell(*args) <-- comes too late',
            '```',
        ]);
    });
});
