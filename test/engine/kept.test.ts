/** What an edit costs: the function that it touches, and those whose findings have read of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Engine, Session } from '../../server/src/engine.ts';
import { RULES } from '../../server/src/rules/registry.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { configOf, loadEngine } from './support.ts';

const TEXT = `import threading
import time


def start(work):
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def pause():
    time.sleep(1)


class TestShop:
    def setup_method(self):
        self.results = []

    def test_worker(self):
        start(lambda: self.results.append(1))
        time.sleep(0.5)
        assert self.results == [1]

    def test_pause(self):
        threading.Thread(target=print).start()
        pause()
        assert self.results == []


def test_alone():
    done = threading.Event()
    threading.Thread(target=done.set).start()
    time.sleep(0.5)
    assert done.is_set()
`;

let looked: string[] = [];
/** Each rule says which functions it looks at. */
const watched = RULES.map(
    (rule): Rule => ({
        ...rule,
        check: context => {
            looked.push(context.unit.name);
            rule.check(context);
        },
    }),
);

let engine: Engine;
let session: Session;
const config = configOf();

beforeAll(async () => {
    engine = await loadEngine(watched);
});
afterAll(() => engine.dispose());

beforeEach(() => {
    session = engine.open({ path: 'test_shop.py', text: TEXT });
    // The first look goes over the whole text; what the second one finds is kept.
    look();
    session.edit({ start: TEXT.length, end: TEXT.length, text: '\n' });
    look();
    return () => session.dispose();
});

/** Analyses, checks the findings against those of a fresh session, and says at which functions it has looked. */
function look(): string[] {
    looked = [];
    const found = session.analyse(config, { keep: true });
    const names = [...new Set(looked)].sort();
    expect(found).toEqual(engine.analyse({ path: 'test_shop.py', text: session.text }, config));
    return names;
}

function replace(what: string, by: string): void {
    const start = session.text.indexOf(what);
    expect(start).toBeGreaterThan(0);
    session.edit({ start, end: start + what.length, text: by });
}

describe('after an edit', () => {
    it('inside a test only that test is looked at', () => {
        replace('time.sleep(0.5)\n    assert done', 'time.sleep(0.6)\n    assert done');
        expect(look()).toEqual(['test_alone']);
    });

    it('above a test its findings move with it', () => {
        replace('        self.results = []\n', '        self.results = []\n        self.price = 3\n');
        expect(look()).not.toContain('test_alone');
    });

    it('in a helper those who call it are looked at', () => {
        replace('time.sleep(1)', 'time.sleep(2)');
        const names = look();
        expect(names).toContain('test_pause');
        expect(names).not.toContain('test_alone');
    });

    it('in a test that calls a helper the helper is looked at, too, as it is judged by its callers', () => {
        replace('        pause()\n', '        pause()\n        pause()\n');
        const names = look();
        expect(names).toContain('test_pause');
        expect(names).not.toContain('test_alone');
    });

    it('in setup_method the tests that use what it sets are looked at', () => {
        replace('self.results = []', 'self.results = [0]');
        const names = look();
        expect(names).toContain('test_worker');
        expect(names).not.toContain('test_alone');
    });

    it('of the name of a test only that test is looked at', () => {
        replace('def test_alone', 'def test_by_itself');
        expect(look()).toEqual(['test_by_itself']);
    });

    it('outside functions everything is looked at', () => {
        replace('import time\n', 'import time\nfrom shop import till\n');
        expect(look()).toEqual(expect.arrayContaining(['test_alone', 'test_pause', 'test_worker']));
    });

    it('that breaks the file and is undone nothing is looked at', () => {
        replace('import time\n', 'import time(\n');
        look();
        replace('import time(\n', 'import time\n');
        expect(look()).toEqual([]);
    });

    it('under another configuration everything is looked at', () => {
        expect(look()).toEqual([]);
        looked = [];
        session.analyse(configOf({ freeThreaded: true }), { keep: true });
        expect(looked).toContain('test_alone');
    });
});
