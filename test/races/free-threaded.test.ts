/** What only a global interpreter lock keeps apart is reported for builds without one, and only for those. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../server/src/engine.ts';
import { analyse, configOf, loadEngine } from '../engine/support.ts';

let engine: Engine;
beforeAll(async () => {
    engine = await loadEngine();
});
afterAll(() => engine.dispose());

const test = (worker: string, reader: string, join = 'thread.join()') => `import threading


def test_it():
    results = []
    state = {}
    lock = threading.Lock()

    def worker():
        ${worker}

    thread = threading.Thread(target=worker)
    thread.start()
    ${reader}
    ${join}
`;

function found(text: string, freeThreaded: boolean): (number | string)[] {
    const config = configOf({ select: ['concurrency'], freeThreaded });
    return analyse(engine, text, 'test_it.py', config).findings.flatMap(f =>
        f.rule === 'unsynchronized-shared-state'
            ? [f.range.start.line + 1, f.message.split('`')[1] ?? '']
            : [],
    );
}

describe('a container that is gone over while a thread changes it', () => {
    it.each([
        ['a list in a loop', 'results.append(1)', 'for r in results:\n        print(r)', 'results'],
        ['a list that is sorted', 'results.append(1)', 'print(sorted(results))', 'results'],
        ["a dict's items", "state['a'] = 1", 'print([k for k, _ in state.items()])', 'state'],
        ['a dict from which is deleted', "del state['a']", 'for key in state:\n        print(key)', 'state'],
    ])('is reported without a GIL, and only then: %s', (_, worker, reader, name) => {
        const text = test(worker, reader);
        expect(found(text, true)).toEqual([14, name]);
        expect(found(text, false)).toEqual([]);
    });

    it.each([
        ['single operations', 'results.append(1)', 'print(len(results))'],
        [
            'a lock around both',
            'with lock:\n            results.append(1)',
            'with lock:\n        print(sorted(results))',
        ],
        ['another container', 'results.append(1)', 'print(sorted(state))'],
        ['a new list in its place', 'results = [1]', 'print(sorted(results))'],
    ])('is not reported for %s', (_, worker, reader) => {
        expect(found(test(worker, reader), true)).toEqual([]);
    });

    it('is not reported behind the join', () => {
        expect(found(test('results.append(1)', 'thread.join()', 'print(sorted(results))'), true)).toEqual([]);
    });
});
