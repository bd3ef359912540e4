/** Findings stay while their function is being typed, move with their line, and go when it parses again. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Engine, Session } from '../../server/src/engine.ts';
import { configOf, loadEngine, places, SLEEPY_HEAD, sleepyTest } from './support.ts';

const config = configOf({ select: ['sleep-as-sync'] });
const TEXT = `${SLEEPY_HEAD}${sleepyTest('test_a')}\n\n${sleepyTest('test_b')}`;

let engine: Engine;
let session: Session;
beforeAll(async () => {
    engine = await loadEngine();
});
afterAll(() => engine.dispose());
beforeEach(() => {
    session = engine.open({ path: 'test_a.py', text: TEXT });
    look();
});
afterEach(() => session.dispose());

function look(keepStale = true): string[] {
    return places(session.analyse(config, { keepStale })?.findings ?? []);
}

/** Replaces the first occurrence of a text behind the first occurrence of another. */
function edit(from: string, to: string, behind = ''): void {
    const start = session.text.indexOf(from, session.text.indexOf(behind));
    session.edit({ start, end: start + from.length, text: to });
}

describe('findings of a function that does not parse', () => {
    it('stay where they were', () => {
        edit('assert results == [1]', 'assert results == ');
        expect(look()).toEqual(['sleep-as-sync@9', 'sleep-as-sync@17']);
    });

    it('are not kept for those who do not ask: the command line', () => {
        edit('assert results == [1]', 'assert results == ');
        expect(look(false)).toEqual(['sleep-as-sync@17']);
    });

    it('move with their line', () => {
        edit('assert results == [1]', 'assert results == ');
        edit('import threading\n', 'import os\nimport threading\n');
        expect(look()).toEqual(['sleep-as-sync@10', 'sleep-as-sync@18']);
    });

    it('go with their line', () => {
        edit('    time.sleep(0.5)\n    assert results == [1]', '    assert results == ');
        expect(look()).toEqual(['sleep-as-sync@16']);
    });

    it('go one by one when several equal lines go, and are never taken for those of another function', () => {
        edit('    time.sleep(0.5)\n    assert results == [1]', '    time.sleep(0.5)\n    assert results == ');
        expect(look()).toEqual(['sleep-as-sync@9', 'sleep-as-sync@17']);
        edit('    time.sleep(0.5)\n', '');
        expect(look()).toEqual(['sleep-as-sync@16']);
    });

    it('stay on their own line when it is edited in another place', () => {
        edit('results = []', 'results = [');
        edit('    thread.start()\n', '    thread.start()\n    thread.name\n');
        expect(look()).toEqual(['sleep-as-sync@10', 'sleep-as-sync@18']);
    });

    it('stay when the function vanishes into an error, and so do those of the functions below', () => {
        edit('def test_a():', 'def test_a(:');
        expect(look()).toEqual(['sleep-as-sync@9', 'sleep-as-sync@17']);
        session.replace(TEXT.replace('assert results == [1]', 'assert results == [1'));
        expect(look()).toEqual(['sleep-as-sync@9', 'sleep-as-sync@17']);
    });

    it('are those of the last version that parsed, once it parses again', () => {
        edit('assert results == [1]', 'assert results == ');
        look();
        edit('time.sleep(0.5)', 'thread.join()');
        edit('assert results == ', 'assert results == [1]');
        expect(look()).toEqual(['sleep-as-sync@17']);
    });

    it('carry no fixes, which would be for another text', () => {
        const before = session.analyse(config, { keepStale: true, fixes: true });
        expect(before?.findings).toHaveLength(2);
        edit('assert results == [1]', 'assert results == ');
        const after = session.analyse(config, { keepStale: true, fixes: true });
        expect(after?.findings.map(f => f.range.start.line)).toEqual([8, 16]);
        expect(after?.findings[0]?.fixes).toEqual([]);
    });
});

describe('findings of a function that parses', () => {
    it('go at once when their cause goes', () => {
        edit('time.sleep(0.5)', 'thread.join()');
        expect(look()).toEqual(['sleep-as-sync@17']);
    });

    it('go at once when the function is deleted or renamed', () => {
        edit(sleepyTest('test_a'), '');
        expect(look()).toEqual(['sleep-as-sync@11']);
        edit('def test_b', 'def helper_b');
        session.analyse(config, { keepStale: true });
        expect(look()).toEqual(['sleep-as-sync@11']);
    });

    it('are not doubled when the neighbour breaks', () => {
        edit('assert results == [1]', 'assert results == ', 'def test_b');
        expect(look()).toEqual(['sleep-as-sync@9', 'sleep-as-sync@17']);
    });
});
