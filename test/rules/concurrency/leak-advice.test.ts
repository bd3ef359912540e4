/** What a finding of leaked-thread advises, in the words of what was left. */
import { expect, it } from 'vitest';
import { findingsOf } from '../../fixes/support.ts';

const advice = (...start: string[]) =>
    findingsOf(
        `import multiprocessing
import subprocess


def test_server():
    ${start.join('\n    ')}
    assert server.pid
    server.kill()
`,
        { rule: 'leaked-thread', kind: 'cleanup' },
    ).map(f => f.explanation.solution);

it('has a process of the module subprocess waited for, and one of multiprocessing joined', () => {
    expect(advice("server = subprocess.Popen(['server'])")).toEqual([
        'Call `wait(timeout=…)` on it after the call that stops it.',
    ]);
    expect(advice('server = multiprocessing.Process(target=print)', 'server.start()')).toEqual([
        'Call `join(timeout=…)` on it after the call that stops it.',
    ]);
});
