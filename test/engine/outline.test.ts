/** A file that is put together from its functions is the same as the file that the parser sees as a whole. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listRules } from '../../server/src/rules/registry.ts';
import type { PythonParser } from '../../server/src/syntax/parser.ts';
import { annotatedFiles } from '../rules/corpus.ts';
import { bothOutlines } from './outlines.ts';
import { loadParser } from './support.ts';

let parser: PythonParser;
beforeAll(async () => {
    parser = await loadParser();
});
afterAll(() => parser.dispose());

const both = (text: string) => bothOutlines(parser, text);

const FORMS: Record<string, string> = {
    'decorators over several lines': '@a(\n    1,\n)\n@b\ndef f():\n    pass\n\n\nx = 1\n',
    'functions on one line':
        'def f(): pass\ndef g(): return 1; x = 2\nclass A: pass\nclass B:\n    def f(self): pass\n',
    'comments at every depth':
        '# a\ndef f():\n    # b\n    pass\n    # c\n# d\n\n# e\nclass A:  # f\n    # g\n    def m(self):  # h\n        pass\n    # i\n    x = 1\n# j\n',
    'strings with code inside':
        'x = """\ndef f():\n    pass\n"""\n\n\ndef g():\n    """\ndef h():\n    """\n    return r\'\\\\\'\n',
    'f-strings and prefixes':
        'def f():\n    x = f"{a!r:>{b}} {\'{\'}" rb\'\\\'\' Rb"""\n\'"""\n\n\ndef g():\n    pass\n',
    'line continuations':
        'def f(a,\n      b): \\\n    pass\n\nx = 1 + \\\n    2\n\n\ndef g():\n    return \\\n1\n',
    'async and nested':
        'async def f():\n    def g():\n        class A:\n            def h(self): pass\n    async with a: pass\n',
    'nested classes':
        'class A:\n    class B:\n        def f(self): pass\n        x = 1\n    def g(self): pass\n\n\nclass C(A.B):\n    pass\n',
    'definitions under conditions':
        'if x:\n    def f(): pass\nelse:\n    class A:\n        def g(self): pass\ntry:\n    import a\nexcept E:\n    def h(): pass\n',
    'tabs and form feeds': 'def f():\n\tif x:\n\t\tpass\n\x0c\ndef g():\n\tpass\n',
    'a byte order mark': '\ufeffimport a\n\n\ndef f():\n    pass\n',
    'astral names and text': 'def f():\n    \u{1d4b3} = "\u{1f40d}"\n\n\nclass É:\n    def ñ(self): pass\n',
    'semicolons and stars':
        'import a; import b\nx = [\n    def_,\n    class_,\n]\n\n\ndef f(*, a, **b) -> "c": ...\n',
    'a match statement':
        'def f():\n    match x:\n        case {"a": 1}:\n            pass\n\n\nmatch = 1\nclass_ = 2\n',
    'white space of every kind between the words':
        'def \x0c f():\n    pass\n\n\ndef \\\n  g(): pass\nclass\tA: pass\n',
    nothing: '',
    'no line break at the end': 'class A:\n    def f(self):\n        pass\n    # end',
};

describe('the outline by way of the scan', () => {
    it.each(Object.entries(FORMS))('is that of the whole tree: %s', (_, text) => {
        const { scanned, whole, hasError } = both(text);
        expect(hasError).toBe(false);
        expect(scanned).toEqual(whole);
    });

    it.each(Object.entries(FORMS))('is that of the whole tree with Windows line endings: %s', (_, text) => {
        const { scanned, whole } = both(text.replaceAll('\n', '\r\n'));
        expect(scanned).toEqual(whole);
    });

    it('is that of the whole tree for every annotated file and example that parses', () => {
        const texts = [...annotatedFiles().map(f => f.text), ...listRules().map(rule => rule.docs.example)];
        let valid = 0;
        for (const text of texts) {
            const { scanned, whole, hasError } = both(text);
            if (hasError) continue;
            valid++;
            expect(scanned, text).toEqual(whole);
        }
        // Files about half-typed code are few.
        expect(valid).toBeGreaterThan(texts.length / 2);
    });
});
