/** From Python to plain data: every kind of expression and statement, and code that nests without limit. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SyntaxDocument } from '../../server/src/syntax/document.ts';
import type { PythonParser } from '../../server/src/syntax/parser.ts';
import { dumpExpr, dumpStmt } from './dump.ts';
import { loadParser } from './support.ts';

let parser: PythonParser;
beforeAll(async () => {
    parser = await loadParser();
});
afterAll(() => parser.dispose());

/** The statements of a function's body, lowered. */
function lower(body: string) {
    const indented = body.replace(/^(?=.)/gm, '    ');
    const text = `async def f():\n${indented}\n`;
    const document = new SyntaxDocument(parser, text);
    try {
        const item = document.outline()?.items[0];
        if (item?.kind !== 'function') throw new Error('the function was lost');
        const { stmt } = item.lower();
        if (stmt.kind !== 'function') throw new Error(`lowered to ${stmt.kind}`);
        return { body: stmt.body, text };
    } finally {
        document.dispose();
    }
}

const dump = (body: string) => lower(body).body.map(dumpStmt).join('; ');

describe('expressions', () => {
    it.each([
        ['x', 'x'],
        ['a.b.c', 'a.b.c'],
        ['f(1, *a, k=2, **m)', 'call(f, 1, *a, k=2, **m)'],
        ['f(x for x in y)', 'call(f, comprehension(x for x in y))'],
        ['f(g(h()))', 'call(f, call(g, call(h)))'],
        ['a().b().c', 'call(call(a).b).c'],
        ['42', '42'],
        ['1_000', '1000'],
        ['0x10', '16'],
        ['0b101', '5'],
        ['0o17', '15'],
        ['1.5e3', '1500'],
        ['.5', '0.5'],
        ['True', 'true'],
        ['False', 'false'],
        ['None', 'null'],
        ['...', 'ellipsis'],
        ["'a'", '"a"'],
        ['"a" \'b\'', '"ab"'],
        ["r'\\n'", '"\\\\n"'],
        ["'\\n\\x41\\u00e9\\101'", '"\\nAéA"'],
        ["b'a'", 'b"a"'],
        ["f'{a} and {b!r:>{width}}'", 'f{a, b}'],
        ["'a' f'{b}'", 'f{b}'],
        ['"""a\nb"""', '"a\\n    b"'],
        ['not x', '(not x)'],
        ['-x', '(- x)'],
        ['+x', '(+ x)'],
        ['~x', '(~ x)'],
        ['a + b * c', '(a + (b * c))'],
        ['a ** -b', '(a ** (- b))'],
        ['a @ b', '(a @ b)'],
        ['a // b % c', '((a // b) % c)'],
        ['a << 1 | b & c', '((a << 1) | (b & c))'],
        ['a ^ b', '(a ^ b)'],
        ['a and b or not c', '((a and b) or (not c))'],
        ['a < b <= c', '(a < b <= c)'],
        ['a is not b', '(a is not b)'],
        ['a not in b', '(a not in b)'],
        ['a is b', '(a is b)'],
        ['a[1]', 'a[1]'],
        ['a[1, 2]', 'a[1, 2]'],
        ['a[b][c]', 'a[b][c]'],
        ['a[i:j]', 'a[opaque(i, j)]'],
        ['[1, *a]', 'list(1, *a)'],
        ['(1, 2)', 'tuple(1, 2)'],
        ['()', 'tuple()'],
        ['1, 2', 'tuple(1, 2)'],
        ['{1, 2}', 'set(1, 2)'],
        ['{}', 'dict()'],
        ["{'a': 1, **b}", 'dict("a": 1, **b)'],
        ['lambda: 0', 'lambda(: 0)'],
        ['lambda x, *a, k=1, **m: x', 'lambda(x, *a, k=1, **m: x)'],
        ['[x for x in y if x]', 'comprehension(x for x in y if x)'],
        ['[x for a in b for x in a]', 'comprehension(x for a in b for x in a)'],
        ['{x for x in y}', 'comprehension(x for x in y)'],
        ['{k: v for k, v in y}', 'comprehension(k: v for tuple(k, v) in y)'],
        ['(x async for x in y)', 'comprehension(x for x in y)'],
        ['await x', 'await(x)'],
        ['await f(x)', 'await(call(f, x))'],
        ['a if b else c', '(a if b else c)'],
        ['(x := 1)', '(x := 1)'],
        ['((x))', 'x'],
        ['é + ñ', '(é + ñ)'],
    ])('%s', (python, expected) => {
        expect(dump(python)).toBe(expected);
    });
});

describe('statements', () => {
    it.each([
        ['x = 1', 'x = 1'],
        ['x = y = 1', 'x = y = 1'],
        ['x: int = 1', 'x: int = 1'],
        ['x: int', 'x: int'],
        ['a, *b = c', 'tuple(a, *b) = c'],
        ['a.b = c[0] = d', 'a.b = c[0] = d'],
        ['x += 1', 'x += 1'],
        ['x //= 2', 'x //= 2'],
        ['return', 'return()'],
        ['return x', 'return(x)'],
        ['return a, b', 'return(tuple(a, b))'],
        ['raise', 'raise()'],
        ['raise E(x) from y', 'raise(call(E, x))'],
        ['assert x', 'assert(x)'],
        ['assert x == 1, "why"', 'assert((x == 1), "why")'],
        ['del x', 'del(x)'],
        ['del a, b', 'del(tuple(a, b))'],
        ['pass', 'pass'],
        ['global a, b', 'global(a, b)'],
        ['nonlocal a', 'nonlocal(a)'],
        ['yield', 'yield()'],
        ['yield x', 'yield(x)'],
        ['yield from x', 'yield from(x)'],
        ['x = yield y', 'x = yield(y)'],
        ['a; b', 'a; b'],
        ['import a.b, c as d', 'import(a.b, c as d)'],
        ['from a.b import c, d as e', 'from(a.b: c, d as e)'],
        ['from . import a', 'from(.: a)'],
        ['from ..a import (\n    b,\n    c,\n)', 'from(..a: b, c)'],
        ['if x:\n    pass', 'if(x){pass}'],
        ['if x:\n    a\nelif y:\n    b\nelse:\n    c', 'if(x){a}else{if(y){b}else{c}}'],
        ['while x:\n    break\nelse:\n    pass', 'while(x){break}else{pass}'],
        ['for x in y:\n    continue\nelse:\n    pass', 'for(x in y){continue}else{pass}'],
        ['for a, b in c:\n    pass', 'for(tuple(a, b) in c){pass}'],
        ['async for x in y:\n    pass', 'async for(x in y){pass}'],
        ['with a:\n    pass', 'with(a){pass}'],
        ['with a as b, c():\n    pass', 'with(a as b, call(c)){pass}'],
        ['with (a as b, c as d):\n    pass', 'with(a as b, c as d){pass}'],
        ['with a as (b, c):\n    pass', 'with(a as tuple(b, c)){pass}'],
        ['async with a as b:\n    pass', 'async with(a as b){pass}'],
        [
            'try:\n    a\nexcept E as e:\n    b\nexcept (F, G):\n    c\nexcept:\n    d\nelse:\n    e\nfinally:\n    f',
            'try{a}except(E as e){b}except(tuple(F, G)){c}except(){d}else{e}finally{f}',
        ],
        ['try:\n    a\nexcept* E as e:\n    b', 'try{a}except(E as e){b}'],
        ['match x:\n    case 1:\n        a\n    case [y, *_]:\n        b', 'match(x){a}{b}'],
        ['def g(a, /, b: int, *, c=1, **d) -> int:\n    pass', 'def g(a, b: int, c=1, **d){pass}'],
        ['async def g(*args: int):\n    pass', 'async def g(*args: int){pass}'],
        ['@a.b(1)\n@c\ndef g():\n    pass', '@call(a.b, 1) @c def g(){pass}'],
        ['@a\nclass C(B, metaclass=M):\n    x = 1', '@a class C(B, metaclass=M){x = 1}'],
        ['class C:\n    pass', 'class C(){pass}'],
        ['a = (  # why\n    1\n)', 'a = 1'],
        ['a = 1 + \\\n    2', 'a = (1 + 2)'],
        ['print "x"', 'pass'],
        ['type X = int', 'pass'],
    ])('%s', (python, expected) => {
        expect(dump(python)).toBe(expected);
    });

    it('keeps spans that cut exactly the text of the expression', () => {
        const { body, text } = lower('x = foo(bar, "\u{1f40d}")');
        const stmt = body[0];
        if (stmt?.kind !== 'assign' || stmt.value?.kind !== 'call') throw new Error('not an assigned call');
        const cut = (span: { start: number; end: number }) => text.slice(span.start, span.end);
        expect(cut(stmt)).toBe('x = foo(bar, "\u{1f40d}")');
        expect(stmt.value.args.map(cut)).toEqual(['bar', '"\u{1f40d}"']);
    });

    it('lowers the same with Windows line endings', () => {
        const python = 'if x:\n    a = """b"""\nelse:\n    f(1,\n      2)';
        expect(dump(python.replaceAll('\n', '\r\n'))).toBe(dump(python));
    });
});

describe('code that nests without limit', () => {
    it('makes what lies too deep opaque: 10,000 parentheses', () => {
        // Parentheses are looked through; lists are levels.
        expect(dump(`x = ${'('.repeat(10_000)}1${')'.repeat(10_000)}`)).toMatch(/^x = /);
        expect(dump(`x = ${'['.repeat(10_000)}1${']'.repeat(10_000)}`)).toMatch(
            /^x = list\(list\(.*opaque\(\)/,
        );
    });

    it('survives a sum of 5,000 terms', () => {
        expect(dump(`x = ${Array.from({ length: 5000 }, (_, i) => i).join(' + ')}`)).toContain('4999)');
    });

    it('survives a chain of 5,000 calls', () => {
        expect(dump(`x = a${'.b()'.repeat(5000)}`)).toMatch(/^x = call\(/);
    });

    it('keeps every branch of 1,000 elif up to the limit', () => {
        const branches = Array.from({ length: 1000 }, (_, i) => `elif x == ${i}:\n    a${i}`);
        const dumped = dump(`if x:\n    pass\n${branches.join('\n')}\nelse:\n    z`);
        expect(dumped).toContain('{a0}');
        expect(dumped).toContain('{a599}');
    });

    it('makes blocks that lie too deep errors: 500 nested ifs', () => {
        const nested = Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}if x:`).join('\n');
        expect(dump(`${nested}\n${' '.repeat(500)}pass`)).toContain('{error}');
    });

    it('lowers an expression at the limit without a stack overflow when it is walked', () => {
        const { body } = lower(`x = ${'-'.repeat(10_000)}1`);
        const stmt = body[0];
        if (stmt?.kind !== 'assign' || !stmt.value) throw new Error('not an assignment');
        expect(dumpExpr(stmt.value)).toContain('opaque');
    });
});
