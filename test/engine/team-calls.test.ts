/** What a configuration says of a team's own calls is understood like the tables' own rows. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '../../server/src/config/schema.ts';
import type { Engine } from '../../server/src/engine.ts';
import { analyse, configOf, loadEngine } from './support.ts';

let engine: Engine;
beforeAll(async () => {
    engine = await loadEngine();
});
afterAll(() => engine.dispose());

/** What is reported under a `calls` table, as `rule line` counted from 1. */
function reported(text: string, calls: Config['calls']): string[] {
    const { findings, failures } = analyse(engine, text, 'test_team.py', configOf({ calls }));
    expect(failures).toEqual([]);
    return findings.map(({ rule, range }) => `${rule} ${range.start.line + 1}`);
}

describe('calls of the team in the configuration', () => {
    const napping = `import threading
from acme.clock import nap_ms

def test_sync():
    done = []
    threading.Thread(target=lambda: done.append(1)).start()
    nap_ms(500)
    assert done == [1]
`;

    it('are unknown without it', () => {
        expect(reported(napping, {})).not.toContain('sleep-as-sync 7');
    });

    it('may sleep', () => {
        expect(reported(napping, { 'acme.clock.nap_ms': { does: 'sleep', 'per-second': 1000 } })).toContain(
            'sleep-as-sync 7',
        );
    });

    it('may sleep for as long as their second argument says', () => {
        const text = `from acme.clock import nap
def test_long():
    nap("why", 2.5)
`;
        const costs = (position: number) => {
            const session = engine.open({ path: 'test_team.py', text });
            try {
                return session.sleepCosts(
                    configOf({ calls: { 'acme.clock.nap': { does: 'sleep', position } } }),
                );
            } finally {
                session.dispose();
            }
        };
        expect(costs(1)).toMatchObject([{ context: 'test_long', seconds: 2.5, unknown: 0 }]);
        expect(costs(0)).toMatchObject([{ context: 'test_long', seconds: 0, unknown: 1 }]);
    });

    it('may be methods that tests inherit', () => {
        const text = `import threading
from acme.testing import TestCase

class TestJob(TestCase):
    def test_it(self):
        self.job.start()
        threading.Thread(target=self.job.run).start()
        self.settle(1)
        self.assertTrue(self.job.done)
`;
        expect(reported(text, {})).not.toContain('sleep-as-sync 8');
        expect(reported(text, { 'self.settle': { does: 'sleep' } })).toContain('sleep-as-sync 8');
    });

    it('may be awaited', () => {
        const text = `import asyncio
from acme.clock import snooze

async def test_it():
    done = []
    async def work():
        await asyncio.to_thread(print)
        done.append(1)
    task = asyncio.create_task(work())
    await snooze(0.5)
    assert done == [1]
    await task
`;
        expect(reported(text, {})).not.toContain('sleep-as-sync 10');
        expect(reported(text, { 'acme.clock.snooze': { does: 'sleep' } })).toContain('sleep-as-sync 10');
    });

    it('may start what runs beside the test', () => {
        const text = `import time
from acme.jobs import start_job

def test_it():
    done = []
    start_job("name", lambda: done.append(1))
    time.sleep(0.5)
    assert done == [1]
`;
        const spawn = { does: 'spawn', position: 1 } as const;
        expect(reported(text, { 'acme.jobs.start_job': spawn })).toContain('sleep-as-sync 7');
        expect(
            reported(text.replace('    time.sleep(0.5)\n', ''), { 'acme.jobs.start_job': spawn }),
        ).toContain('read-before-join 7');
    });

    it('may wait: what is read after is ordered', () => {
        const text = `import threading
from acme.jobs import Latch

def test_it():
    latch = Latch()
    done = []
    def work():
        done.append(1)
        latch.open()
    threading.Thread(target=work, daemon=True).start()
    latch.pass_through(5)
    assert done == [1]
`;
        const rows = {
            'acme.jobs.Latch().open': { does: 'signal' },
            'acme.jobs.Latch().pass_through': { does: 'wait' },
        } as const;
        expect(reported(text, rows)).not.toContain('read-before-join 12');
        const { 'acme.jobs.Latch().open': _, ...half } = rows;
        expect(reported(text.replace('    latch.pass_through(5)\n', ''), half)).toContain(
            'read-before-join 11',
        );
    });
});
