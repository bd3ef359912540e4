import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { ignoreFileEdit, ignoreLineEdit } from '../../server/src/lsp/suppress.ts';

type Edit = ReturnType<typeof ignoreLineEdit>;

function apply(text: string, edit: Edit): string {
    if (edit === undefined) return text;
    return TextDocument.applyEdits(TextDocument.create('file:///a.py', 'python', 1, text), [edit]);
}
const inLine = (text: string, line: number, rule = 'a-rule') => apply(text, ignoreLineEdit(text, line, rule));
const inFile = (text: string, rule = 'a-rule') => apply(text, ignoreFileEdit(text, rule));

describe('disable for this line', () => {
    test('adds a comment behind the code', () => {
        expect(inLine('x = 1\nsleep(2)\n', 1)).toBe('x = 1\nsleep(2)  # steady: ignore[a-rule]\n');
    });

    test('replaces blanks at the end of the line', () => {
        expect(inLine('sleep(2)   \n', 0)).toBe('sleep(2)  # steady: ignore[a-rule]\n');
    });

    test('keeps Windows line endings', () => {
        expect(inLine('x = 1\r\nsleep(2)\r\ny = 2\r\n', 1)).toBe(
            'x = 1\r\nsleep(2)  # steady: ignore[a-rule]\r\ny = 2\r\n',
        );
    });

    test('goes behind a comment of somebody else', () => {
        expect(inLine('sleep(2)  # noqa\n', 0)).toBe('sleep(2)  # noqa # steady: ignore[a-rule]\n');
    });

    test('extends a comment of ours', () => {
        expect(inLine('sleep(2)  # steady: ignore[other] -- because\n', 0)).toBe(
            'sleep(2)  # steady: ignore[other, a-rule] -- because\n',
        );
    });

    test('changes nothing when the rule is silenced there', () => {
        const text = 'sleep(2)  # steady: ignore[other, a-rule]\n';
        expect(ignoreLineEdit(text, 0, 'a-rule')).toBeUndefined();
    });

    test('is not misled by a string that looks like a comment', () => {
        expect(inLine("log('# steady: ignore[x]')\n", 0)).toBe(
            "log('# steady: ignore[x]')  # steady: ignore[a-rule]\n",
        );
    });

    test('a line that ends inside a triple-quoted string gets the comment above the statement', () => {
        expect(inLine('if x:\n    log("""one\n    two""")\n', 1)).toBe(
            'if x:\n    # steady: ignore[a-rule]\n    log("""one\n    two""")\n',
        );
    });

    test('a line that ends with a backslash gets the comment above the statement', () => {
        expect(inLine('a = sleep(3) + \\\n    2\n', 0)).toBe(
            '# steady: ignore[a-rule]\na = sleep(3) + \\\n    2\n',
        );
    });

    test('a line in the middle of such a statement cannot be silenced by itself', () => {
        expect(ignoreLineEdit('a = 1 + \\\n    sleep(2) + \\\n    3\n', 1, 'a-rule')).toBeUndefined();
    });

    test('a comment that begins a finding gets ours on the line above', () => {
        expect(inLine('x = 1\n    # A race.\n    y = 2\n', 1)).toBe(
            'x = 1\n    # steady: ignore[a-rule]\n    # A race.\n    y = 2\n',
        );
    });

    test('a line that was reviewed for another rule gets ours above it', () => {
        expect(inLine('sleep(2)  # steady: reviewed[other] -- fine\n', 0)).toBe(
            '# steady: ignore[a-rule]\nsleep(2)  # steady: reviewed[other] -- fine\n',
        );
    });

    test('a comment above such a statement is extended', () => {
        expect(inLine('# steady: ignore[other]\na = """\n"""\n', 1)).toBe(
            '# steady: ignore[other, a-rule]\na = """\n"""\n',
        );
    });

    test('the last line of a file without a line ending can take one', () => {
        expect(inLine('sleep(2)', 0)).toBe('sleep(2)  # steady: ignore[a-rule]');
    });

    test('a backslash inside a comment continues nothing', () => {
        expect(inLine('sleep(2)  # see C:\\\nx = 1\n', 0)).toBe(
            'sleep(2)  # see C:\\ # steady: ignore[a-rule]\nx = 1\n',
        );
    });
});

describe('disable for this file', () => {
    test('goes to the top', () => {
        expect(inFile('"""Doc."""\nimport time\n')).toBe(
            '# steady: ignore-file[a-rule]\n"""Doc."""\nimport time\n',
        );
    });

    test('stays behind how the file is run, its encoding and its licence', () => {
        const top = '#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n# Copyright Somebody\n';
        expect(inFile(`${top}\nimport time\n`)).toBe(`${top}# steady: ignore-file[a-rule]\n\nimport time\n`);
    });

    test('extends a comment of ours', () => {
        expect(inFile('# steady: ignore-file[other]\nx = 1\n')).toBe(
            '# steady: ignore-file[other, a-rule]\nx = 1\n',
        );
    });

    test('stays behind a byte order mark', () => {
        expect(inFile('\uFEFFimport time\n')).toBe('\uFEFF# steady: ignore-file[a-rule]\nimport time\n');
    });

    test('keeps Windows line endings', () => {
        expect(inFile('import time\r\n')).toBe('# steady: ignore-file[a-rule]\r\nimport time\r\n');
    });

    test('a file of nothing but comments gets it at the end', () => {
        expect(inFile('# a')).toBe('# a\n# steady: ignore-file[a-rule]\n');
    });

    test('an empty file gets it as its first line', () => {
        expect(inFile('')).toBe('# steady: ignore-file[a-rule]\n');
    });
});
