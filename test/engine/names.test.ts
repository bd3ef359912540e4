/** Where values come from: names through imports, aliases, assignments, attributes, classes and constants. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldNumber } from '../../server/src/model/constants.ts';
import type { ModuleModel } from '../../server/src/model/module.ts';
import { Resolver } from '../../server/src/model/resolve.ts';
import { functionScope, type Scope } from '../../server/src/model/scope.ts';
import type { Expr } from '../../server/src/syntax/ast.ts';
import type { PythonParser } from '../../server/src/syntax/parser.ts';
import { walkBlock, walkExpr } from '../../server/src/syntax/walk.ts';
import { loadParser, withModule } from './support.ts';

let parser: PythonParser;
beforeAll(async () => {
    parser = await loadParser();
});
afterAll(() => parser.dispose());

/** Asks about the argument of `probe(...)`, in the scope of the function that holds it. */
function probe<T>(text: string, ask: (expr: Expr, scope: Scope, resolver: Resolver) => T): T {
    return withModule(parser, text, module => {
        const found = findProbe(module);
        return ask(found.expr, found.scope, found.resolver);
    });
}

function findProbe(module: ModuleModel) {
    const resolver = new Resolver(module);
    for (const unit of module.functions) {
        const fn = unit.fn();
        if (!fn) continue;
        let found: { expr: Expr; scope: Scope } | undefined;
        const look = (body: typeof fn.body, scope: Scope): void =>
            walkBlock(body, stmt => {
                if (stmt.kind === 'function') {
                    look(stmt.body, functionScope(stmt, scope));
                    return false;
                }
                if (stmt.kind !== 'expr') return undefined;
                walkExpr(stmt.value, e => {
                    const arg =
                        e.kind === 'call' && e.func.kind === 'name' && e.func.id === 'probe' && e.args[0];
                    if (arg) found = { expr: arg, scope };
                });
                return undefined;
            });
        look(fn.body, resolver.scopeOf(unit, fn));
        if (found) return { ...found, resolver };
    }
    throw new Error('no probe(...) in the text');
}

const origin = (text: string) => probe(text, (expr, scope, resolver) => resolver.origin(expr, scope));
const number = (text: string) => probe(text, (expr, scope, resolver) => foldNumber(expr, scope, resolver));

/** A test function with a body. */
const test = (...lines: string[]) => ['def test():', ...lines.map(l => `    ${l}`), ''].join('\n');

describe('the origin of a name', () => {
    it.each([
        ['import time', 'time.sleep', 'time.sleep'],
        ['import time as t', 't.sleep', 'time.sleep'],
        ['from time import sleep', 'sleep', 'time.sleep'],
        ['from time import sleep as nap', 'nap', 'time.sleep'],
        ['import concurrent.futures', 'concurrent.futures.wait', 'concurrent.futures.wait'],
        ['import concurrent.futures as cf', 'cf.wait', 'concurrent.futures.wait'],
        ['from concurrent import futures', 'futures.wait', 'concurrent.futures.wait'],
        ['from unittest import mock', 'mock.patch.object', 'mock.patch.object'],
        ['import unittest.mock', 'unittest.mock.patch', 'mock.patch'],
        ['from .helpers import wait', 'wait', '.helpers.wait'],
        ['import time\nsleep = time.sleep', 'sleep', 'time.sleep'],
        ['import time\na = b = time\n', 'b.sleep', 'time.sleep'],
        ['try:\n    from time import sleep\nexcept ImportError:\n    sleep = None', 'sleep', 'time.sleep'],
        ['', 'len', 'len'],
        ['', 'unknown', undefined],
    ])('%s: %s', (head, expr, expected) => {
        expect(origin(`${head}\n\n\n${test(`probe(${expr})`)}`)).toBe(expected);
    });

    it('is the nearest binding above the use', () => {
        const text = test('import time', 'f = time.sleep', 'f = time.time', 'probe(f)', 'f = time.sleep');
        expect(origin(text)).toBe('time.time');
    });

    it('sees imports inside the function', () => {
        expect(origin(test('from time import sleep', 'probe(sleep)'))).toBe('time.sleep');
    });

    it('is that of the module where the function says `global`', () => {
        const text = `from time import sleep\n\n\n${test('global sleep', 'probe(sleep)')}`;
        expect(origin(text)).toBe('time.sleep');
    });

    it('is not that of an import that a parameter hides', () => {
        const text = 'from time import sleep\n\n\ndef test(sleep):\n    probe(sleep)\n';
        expect(origin(text)).toBe('param:sleep');
    });

    it('is seen from functions inside the function', () => {
        const text = test('import time as t', 'def inner():', '    probe(t.sleep)');
        expect(origin(text)).toBe('time.sleep');
    });

    it('follows a walrus and a conditional', () => {
        expect(origin(test('import time', 'if (f := time.sleep):', '    probe(f)'))).toBe('time.sleep');
        expect(origin(test('import time', 'f = time.sleep if x else None', 'probe(f)'))).toBe('time.sleep');
    });

    it('ends where names are defined by way of each other', () => {
        expect(origin(test('a = b', 'b = a', 'probe(a)'))).toBeUndefined();
        expect(origin(test('a = a.b', 'probe(a)'))).toBeUndefined();
    });
});

describe('the origin of a value', () => {
    it.each([
        ['t = threading.Thread(target=f)', 't', 'threading.Thread()'],
        ['t = threading.Thread(target=f)', 't.join', 'threading.Thread().join'],
        ['t = u = threading.Event()', 'u.wait', 'threading.Event().wait'],
        ['a, b = threading.Event(), threading.Lock()', 'b', 'threading.Lock()'],
        ['ts = [threading.Thread(target=f) for _ in x]', 'ts', 'list[threading.Thread()]'],
        [
            'ts = [threading.Thread(target=f), threading.Thread(target=f)]\nfor t in ts:',
            't',
            'threading.Thread()',
        ],
        ['with threading.Lock() as lock:', 'lock', 'threading.Lock()'],
        ['with open(x) as f, threading.Lock() as lock:', 'lock', 'threading.Lock()'],
        ['p = multiprocessing.pool.ThreadPool()', 'p', 'multiprocessing.ThreadPool()'],
        ['e = factory.Event()', 'e', 'threading.Event()'],
        ['x = []', 'x.append', 'list().append'],
        ['x = {}', 'x', 'dict()'],
        ["x = ''", 'x', 'str()'],
    ])('%s: %s', (setup, expr, expected) => {
        const lines = setup.split('\n');
        const nested = lines.at(-1)?.endsWith(':') ? '    ' : '';
        const text = `import multiprocessing.pool\nimport threading\n\n\n${test(...lines, `${nested}probe(${expr})`)}`;
        expect(origin(text)).toBe(expected);
    });

    it('of a call on an executor is the call, so that its result can be asked', () => {
        const text = test(
            'from concurrent.futures import ThreadPoolExecutor',
            'with ThreadPoolExecutor() as pool:',
            '    future = pool.submit(f)',
            '    probe(future.result)',
        );
        expect(origin(text)).toBe('concurrent.futures.ThreadPoolExecutor().submit().result');
    });

    it('of an awaited value is that of the value', () => {
        const text = `import asyncio\n\n\nasync def test():\n    t = await asyncio.open_connection()\n    probe(t)\n`;
        expect(origin(text)).toBe('asyncio.open_connection()');
    });

    it('of an annotated parameter is an instance of its annotation', () => {
        const text = 'import threading\n\n\ndef test(done: threading.Event):\n    probe(done.wait)\n';
        expect(origin(text)).toBe('threading.Event().wait');
    });

    it('of an instance of a subclass of Thread in the file is a thread', () => {
        const text = [
            'import threading',
            'class Base(threading.Thread):',
            '    pass',
            'class Worker(Base):',
            '    pass',
            test('w = Worker()', 'probe(w.start)'),
        ].join('\n');
        expect(origin(text)).toBe('threading.Thread().start');
    });
});

describe('attributes of self', () => {
    const cls = (...lines: string[]) =>
        ['import threading', 'import time', 'class TestX:', ...lines.map(l => `    ${l}`), ''].join('\n');

    it('are what setUp assigned', () => {
        const text = cls(
            'def setUp(self):',
            '    self.t = threading.Thread()',
            'def test(self):',
            '    probe(self.t.join)',
        );
        expect(origin(text)).toBe('threading.Thread().join');
    });

    it('are what setUp assigned even if a test sets them to None', () => {
        const text = cls(
            'def test_a(self):',
            '    self.t = None',
            'def test(self):',
            '    probe(self.t)',
            'def setUp(self):',
            '    self.t = threading.Thread()',
        );
        expect(origin(text)).toBe('threading.Thread()');
    });

    it('may be attributes of the class', () => {
        expect(origin(cls('lock = threading.Lock()', 'def test(self):', '    probe(self.lock)'))).toBe(
            'threading.Lock()',
        );
    });

    it('may be set in a base class of the file', () => {
        const text = `class Base:\n    def setUp(self):\n        self.t = threading.Thread()\n\n\n${cls(
            'def test(self):',
            '    probe(self.t)',
        ).replace('class TestX:', 'class TestX(Base):')}`;
        expect(origin(text)).toBe('threading.Thread()');
    });

    it('are seen in functions inside a method', () => {
        const text = cls(
            'def setUp(self):',
            '    self.t = threading.Thread()',
            'def test(self):',
            '    def inner():',
            '        probe(self.t)',
        );
        expect(origin(text)).toBe('threading.Thread()');
    });

    it('go by the first parameter, whatever it is called', () => {
        const text = cls(
            'def setUp(this):',
            '    this.t = threading.Thread()',
            'def test(me):',
            '    probe(me.t)',
        );
        expect(origin(text)).toBe('threading.Thread()');
    });

    it('that are methods stay methods', () => {
        expect(origin(cls('def wait(self):', '    pass', 'def test(self):', '    probe(self.wait)'))).toBe(
            'self.wait',
        );
    });

    it('that nobody sets stay what they are', () => {
        expect(origin(cls('def test(self):', '    probe(self.nothing)'))).toBe('self.nothing');
    });

    it('that are defined by way of themselves end', () => {
        const text = cls('def setUp(self):', '    self.a = self.a', 'def test(self):', '    probe(self.a)');
        expect(origin(text)).toBe('self.a');
    });
});

describe('numbers', () => {
    it.each([
        ['', '0.5', 0.5],
        ['', '1 + 2 * 3', 7],
        ['', '-(7 // 2)', -3],
        ['', '2 ** 3 / 4', 2],
        ['', '1 / 0', undefined],
        ['DELAY = 2', 'DELAY', 2],
        ['DELAY = 2\nLONG = DELAY * 10', 'LONG', 20],
        ['DELAY = 2\nDELAY = 3', 'DELAY', undefined],
        ['A = B\nB = A', 'A', undefined],
        ['class Config:\n    delay = 0.25', 'Config.delay', 0.25],
        ['', 'delay()', undefined],
    ])('%s: %s', (head, expr, expected) => {
        expect(number(`${head}\n\n\n${test(`probe(${expr})`)}`)).toBe(expected);
    });

    it('come from attributes of the class and from setUp', () => {
        const text = 'class TestX:\n    delay = 1.5\n\n    def test(self):\n        probe(self.delay * 2)\n';
        expect(number(text)).toBe(3);
    });

    it('come from the default of a parameter', () => {
        expect(number('def test(delay=0.5):\n    probe(delay)\n')).toBe(0.5);
    });
});
