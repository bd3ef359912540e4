/** What happens when the engine fails: the one thing that a real engine does not do on demand. */

import { expect, test } from 'vitest';
import type { Connection } from 'vscode-languageserver';
import { DEFAULT_EDITOR_SETTINGS } from '../../server/src/config/editor-settings.ts';
import { DEFAULT_CONFIG } from '../../server/src/config/schema.ts';
import type { Analysis, Engine } from '../../server/src/engine.ts';
import { createAnalyser } from '../../server/src/lsp/analyser.ts';
import type { ResolvedConfig } from '../../server/src/lsp/configuration.ts';
import { createDocumentStore } from '../../server/src/lsp/documents.ts';

const CLEAN: Analysis = {
    findings: [],
    failures: [],
    isTestFile: true,
    testCount: 1,
    lineCount: 1,
    suppressed: 0,
};

const RESOLVED: ResolvedConfig = {
    config: DEFAULT_CONFIG,
    path: 'test_a.py',
    files: [],
    settingProblems: [],
    editor: DEFAULT_EDITOR_SETTINGS,
    project: undefined,
    baseline: undefined,
};

/** An analyser over an engine whose sessions answer with `analyse`; counts what is opened and disposed. */
function over(analyse: (text: string) => Analysis) {
    const logged: string[] = [];
    const counts = { opened: 0, disposed: 0 };
    const engine: Engine = {
        analyse: ({ text }) => analyse(text),
        inspect: () => {
            throw new Error('An editor does not inspect.');
        },
        sleepCosts: () => [],
        open(file) {
            counts.opened++;
            let { text } = file;
            return {
                get text() {
                    return text;
                },
                edit: change => {
                    text = text.slice(0, change.start) + change.text + text.slice(change.end);
                },
                replace: whole => {
                    text = whole;
                },
                analyse: () => analyse(text),
                inspect: () => {
                    throw new Error('An editor does not inspect.');
                },
                sleepCosts: () => [],
                sleeping: () => ({ tests: [], calls: [] }),
                dispose: () => {
                    counts.disposed++;
                },
            };
        },
        dispose: () => undefined,
    };
    const connection = { console: { error: (message: string) => logged.push(message) } };
    const documents = createDocumentStore();
    const analyser = createAnalyser(
        connection as unknown as Connection,
        documents,
        Promise.resolve(engine),
        {
            configFor: async () => RESOLVED,
            reader: () => ({ readText: async () => undefined }),
            invalidate: () => undefined,
        },
        { forDocument: async () => undefined, changed: () => undefined },
        { server: () => undefined, document: () => undefined, forget: () => undefined },
    );
    const means = { engine, resolved: RESOLVED };
    return { analyser, documents, means, logged, counts };
}

test('a rule that fails is logged once for each file, however often it fails', () => {
    const failing = { ...CLEAN, failures: [{ rule: 'a-rule', message: 'it broke' }] };
    const { analyser, documents, means, logged } = over(() => failing);
    for (const uri of ['file:///test_a.py', 'file:///test_b.py']) {
        const document = documents.open(uri, 'python', 1, 'x');
        analyser.analyse(document, means, false);
        documents.change(document, [{ text: 'y' }], 2);
        analyser.analyse(document, means, false);
    }
    expect(logged).toEqual([
        'The rule a-rule failed on file:///test_a.py and was skipped: it broke',
        'The rule a-rule failed on file:///test_b.py and was skipped: it broke',
    ]);
});

test('an analysis that throws is tried again with a fresh session', () => {
    let calls = 0;
    const { analyser, documents, means, logged, counts } = over(() => {
        calls++;
        if (calls === 1) throw new Error('a broken tree');
        return { ...CLEAN, testCount: 7 };
    });
    const document = documents.open('file:///test_a.py', 'python', 1, 'x');
    expect(analyser.analyse(document, means, false).testCount).toBe(7);
    expect(counts).toEqual({ opened: 2, disposed: 1 });
    expect(logged).toEqual([]);
});

test('an analysis that throws twice is logged, and finds nothing', () => {
    const { analyser, documents, means, logged } = over(() => {
        throw new Error('always');
    });
    const document = documents.open('file:///test_a.py', 'python', 1, 'x');
    expect(analyser.analyse(document, means, false).findings).toEqual([]);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('always');
});

test('the same version under the same configuration is analysed once', () => {
    let calls = 0;
    const { analyser, documents, means } = over(() => {
        calls++;
        return CLEAN;
    });
    const document = documents.open('file:///test_a.py', 'python', 1, 'x');
    analyser.analyse(document, means, false);
    analyser.analyse(document, means, false);
    expect(calls).toBe(1);
    analyser.analyse(document, { ...means, resolved: { ...RESOLVED } }, false);
    expect(calls).toBe(2);
});

test('syntax trees are kept for the documents used last only', () => {
    const { analyser, documents, means, counts } = over(() => CLEAN);
    for (let i = 0; i < 20; i++) {
        analyser.analyse(documents.open(`file:///test_${i}.py`, 'python', 1, 'x'), means, false);
    }
    expect(counts).toEqual({ opened: 20, disposed: 12 });
    documents.dispose();
    expect(counts.disposed).toBe(20);
});
