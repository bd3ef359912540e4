/** What a finding of sleep-as-sync shows: what was started, what is read, how long the test sleeps, why no fix. */
import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../fixes/support.ts';

const only = (text: string) => {
    const [finding, ...others] = findingsOf(text, { rule: 'sleep-as-sync' });
    if (!finding) throw new Error('nothing was found');
    expect(others).toEqual([]);
    return finding;
};

describe('The evidence of sleep-as-sync', () => {
    it('names what was started and what is read, and counts what the test sleeps', () => {
        const { related, explanation } = only(`import threading
import time

import pytest


@pytest.mark.parametrize('n', [1, 2, 3])
def test_worker(n):
    seen = []
    for _ in range(2):
        time.sleep(0.25)
    worker = threading.Thread(target=seen.append, args=[n])
    worker.start()
    time.sleep(0.5)
    assert seen == [n]
`);
        expect(related.map(r => r.message)).toEqual([
            '`worker` was started here',
            'what the sleep waits for is read here',
        ]);
        expect(explanation.evidence).toBe('`test_worker` sleeps 1 s in all, in each of 3 runs.');
    });

    it('says "at least" where not every length is known', () => {
        const { explanation } = only(`import threading
import time


def test_worker(settings):
    seen = []
    worker = threading.Thread(target=seen.append, args=[1])
    worker.start()
    time.sleep(0.5)
    assert seen == [1]
    time.sleep(settings.pause)
`);
        expect(explanation.evidence).toBe('`test_worker` sleeps at least 0.5 s in all.');
    });

    it('shows where a late worker is started and what it delays, and says why there is no fix', () => {
        const { related, explanation, fixes } = only(`import os
import signal
import threading
import time

import pytest


def test_interrupted(lock):
    def interrupt():
        # Wait until the main thread is blocked in the lock.
        time.sleep(1)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        lock.acquire()
`);
        expect(related.map(r => r.message)).toEqual([
            '`interrupt` is started here',
            'what the sleep delays comes here',
        ]);
        expect(fixes).toEqual([]);
        expect(explanation.solution).toContain(
            'No fix is offered: what it waits for is that the test blocks',
        );
    });
});
