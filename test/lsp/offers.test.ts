/** The menu for findings whose fixes are of every kind; made by hand, because no rule has them all. */
import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding, Fix } from '../../server/src/base/finding.ts';
import { actionsAt, type CodeActionSupport } from '../../server/src/lsp/codeActions.ts';

const TEXT = 'a = 1\nb = 2\nc = 3\n';
const document = TextDocument.create('file:///test_a.py', 'python', 1, TEXT);
const support: CodeActionSupport = {
    literals: true,
    resolve: false,
    isPreferred: true,
    versionedEdits: true,
    projectEdits: false,
    explainCommand: 'steady.explainRule',
    commands: [],
};
const wholeLine = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 5 } });

function fix(title: string, applicability: Fix['applicability'], line = 0): Fix {
    return { kind: 'k', title, applicability, edits: [{ range: wholeLine(line), newText: 'x' }] };
}
function finding(line: number, ...fixes: Fix[]): Finding {
    return {
        rule: `rule-${line}`,
        severity: 'warning',
        confidence: 'high',
        message: 'm',
        range: wholeLine(line),
        context: '',
        related: [],
        explanation: { why: '', solution: '', evidence: '' },
        fixes,
        fingerprint: `f${line}`,
        tags: [],
    };
}
function menu(findings: Finding[], range = wholeLine(0), only?: string[]) {
    const context = { diagnostics: [], ...(only !== undefined && { only }) };
    return actionsAt({ document, findings }, { textDocument: document, range, context }, support);
}

describe('a fix in the menu', () => {
    test('says in its title how far it can be trusted', () => {
        const titles = menu([
            finding(0, fix('One', 'safe'), fix('Two', 'unsafe'), fix('Three', 'display')),
        ]).map(({ title }) => title);
        expect(titles.slice(0, 3)).toEqual(['One (safe)', 'Two (unsafe)', 'Three (to be completed by you)']);
    });

    test('keeps a title that says it already', () => {
        expect(menu([finding(0, fix('Two (unsafe: adds a timeout)', 'unsafe'))])[0]?.title).toBe(
            'Two (unsafe: adds a timeout)',
        );
    });

    test('is preferred only if it is safe, and the first that is', () => {
        const actions = menu([finding(0, fix('One', 'unsafe'), fix('Two', 'safe'), fix('Three', 'safe'))]);
        expect(actions.filter(({ isPreferred }) => isPreferred).map(({ title }) => title)).toEqual([
            'Two (safe)',
        ]);
    });

    test('that answers two findings is offered once', () => {
        const shared = fix('Both', 'unsafe');
        const both = { start: wholeLine(0).start, end: wholeLine(1).end };
        const titles = menu([finding(0, shared), finding(1, shared)], both).map(({ title }) => title);
        expect(titles.filter(title => title.startsWith('Both'))).toHaveLength(1);
    });
});

test('the inner finding comes before the region around it', () => {
    const region = {
        ...finding(2, fix('Region', 'unsafe', 2)),
        range: { start: wholeLine(0).start, end: wholeLine(2).end },
    };
    const titles = menu([region, finding(1, fix('Inner', 'unsafe', 1))], wholeLine(1)).map(
        ({ title }) => title,
    );
    expect(titles.slice(0, 2)).toEqual(['Inner (unsafe)', 'Region (unsafe)']);
    expect(titles).toContain('Disable rule-2 for line 1');
});

describe('fix all', () => {
    const findings = [
        finding(0, fix('One', 'safe', 0)),
        finding(1, fix('Two', 'unsafe', 1)),
        finding(2, fix('Three', 'safe', 2)),
    ];

    test.each([[['source.fixAll.steady']], [['source.fixAll']], [['source']]])('is offered for %j', only => {
        const actions = menu(findings, wholeLine(1), only);
        expect(actions.map(({ kind }) => kind)).toEqual(['source.fixAll.steady']);
    });

    test('applies the safe fixes of the whole file and no other', () => {
        const [action] = menu(findings, wholeLine(1), ['source.fixAll']);
        const edits =
            action?.edit?.documentChanges?.flatMap(change => ('edits' in change ? change.edits : [])) ?? [];
        expect(
            TextDocument.applyEdits(document, edits as Parameters<typeof TextDocument.applyEdits>[1]),
        ).toBe('x\nb = 2\nx\n');
    });

    test('is not offered for the fix-all of somebody else', () => {
        expect(menu(findings, wholeLine(1), ['source.fixAll.eslint'])).toEqual([]);
    });
});
